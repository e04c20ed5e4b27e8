const range = (description: string, minimum: number, maximum: number) =>
  ({
    type: 'array',
    items: [
      { type: 'number', minimum, maximum },
      { type: 'number', minimum, maximum },
    ],
    minItems: 2,
    maxItems: 2,
    additionalItems: false,
    description,
  }) as const;

const probability = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  description: 'Of changing an example at all; 1 where not given.',
} as const;

export const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    flip: { type: 'boolean', description: 'Mirror left–right and top–bottom, each with probability ½.' },
    rotate90: { type: 'boolean', description: 'Turn by 0, 90, 180 or 270 degrees.' },
    rotate: {
      type: 'object',
      additionalProperties: false,
      required: ['degrees'],
      description: 'Turn by any angle.',
      properties: { probability, degrees: range('Anticlockwise, drawn from [low, high].', -180, 180) },
    },
    scale: {
      description: 'Zoom before cropping.',
      anyOf: [
        range('Factor, drawn from [low, high].', 0.1, 10),
        {
          type: 'object',
          additionalProperties: false,
          required: ['factor'],
          properties: { probability, factor: range('Drawn from [low, high].', 0.1, 10) },
        },
      ],
    },
    elastic: {
      type: 'object',
      additionalProperties: false,
      required: ['amplitude', 'sigma'],
      description: 'Shift pixels by a smooth random field.',
      properties: {
        probability,
        amplitude: range('Standard deviation of the shift in each direction, in pixels.', 0, 256),
        sigma: range('How smooth the field is: standard deviation of a Gaussian, in pixels.', 1, 1024),
      },
    },
    gamma: {
      type: 'object',
      additionalProperties: false,
      required: ['exponent'],
      description: 'Raise intensities, between the lowest and the highest of what is seen, to a power.',
      properties: {
        probability,
        exponent: range('Drawn from [low, high], uniform in its logarithm.', 0.1, 10),
      },
    },
    contrast: {
      type: 'object',
      additionalProperties: false,
      required: ['factor'],
      description: 'Stretch intensities about the mean of what is seen.',
      properties: { probability, factor: range('Drawn from [low, high].', 0, 10) },
    },
    brightness: {
      type: 'object',
      additionalProperties: false,
      required: ['offset'],
      description: 'Add to all intensities.',
      properties: {
        probability,
        offset: range('In units of the normalised image, drawn from [low, high].', -100, 100),
      },
    },
    blur: {
      type: 'object',
      additionalProperties: false,
      required: ['sigma'],
      description: 'Gaussian blur of the network’s input.',
      properties: {
        probability,
        sigma: range('Standard deviation in pixels, drawn from [low, high].', 0, 64),
      },
    },
    poisson: {
      type: 'object',
      additionalProperties: false,
      required: ['dose'],
      description: 'The noise of counting electrons.',
      properties: {
        probability,
        dose: range(
          'Electrons per pixel in the mean over the image, drawn from [low, high], uniform in its logarithm.',
          0.01,
          1e6,
        ),
      },
    },
    speckle: {
      type: 'object',
      additionalProperties: false,
      required: ['sigma'],
      description: 'Multiply each raw intensity by 1 plus Gaussian noise.',
      properties: { probability, sigma: range('Standard deviation, drawn from [low, high].', 0, 10) },
    },
    noise: {
      type: 'object',
      additionalProperties: false,
      required: ['sigma'],
      description: 'Gaussian noise on the network’s input.',
      properties: {
        probability,
        sigma: range('Standard deviation in units of the normalised image, drawn from [low, high].', 0, 100),
      },
    },
    show: {
      type: 'object',
      additionalProperties: false,
      description: 'Draws a picture of what the policy makes of the input `images`.',
      properties: {
        count: { type: 'integer', minimum: 1, maximum: 64, default: 8, description: 'Images shown.' },
        seed: {
          type: 'integer',
          minimum: 0,
          maximum: 4294967295,
          default: 0,
          description: 'Of what is drawn for the picture; trainings have seeds of their own.',
        },
        crop: {
          type: 'integer',
          minimum: 8,
          maximum: 1024,
          description:
            'Side in pixels of what is seen, as the `crop` of trainings; whole images where not given.',
        },
      },
    },
  },
} as const;
