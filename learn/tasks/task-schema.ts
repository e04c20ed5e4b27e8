import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { optimiserSchema } from '../training/optimisers/optimiser-schema.js';
import { scheduleSchema } from '../training/schedule-schema.js';

const weight = {
  type: 'number',
  exclusiveMinimum: 0,
  description: 'Factor of this loss in the sum; 1 where not given.',
} as const;

const classes = {
  type: 'array',
  items: { type: 'string', minLength: 1, maxLength: 80 },
  minItems: 2,
  maxItems: 255,
  uniqueItems: true,
} as const;

const positive = { type: 'number', exclusiveMinimum: 0 } as const;

/** A downstream task as it is written in a pipeline: what a network is fine-tuned for. */
export const taskSchema = {
  type: 'object',
  description:
    'What a network is fine-tuned for: target, head, losses, metrics, and what tells the best epoch.',
  additionalProperties: false,
  required: ['target', 'losses', 'metrics', 'monitor'],
  properties: {
    $schema: { type: 'string', description: 'The schema of tasks, for editors.' },
    target: {
      description: 'What the network learns to predict.',
      anyOf: [
        {
          type: 'object',
          additionalProperties: false,
          required: ['kind'],
          properties: {
            kind: {
              enum: ['mask', 'image'],
              description:
                '`mask`: foreground or not, for each pixel. `image`: the target image of each image; where the set has none, the image itself before blur and noise.',
            },
          },
        },
        {
          type: 'object',
          additionalProperties: false,
          required: ['kind', 'classes'],
          properties: {
            kind: {
              enum: ['classes', 'label'],
              description: '`classes`: one class for each pixel. `label`: one class for each image.',
            },
            classes: {
              ...classes,
              description:
                'Names of the classes, in the order of their numbers; of classes of pixels, the first is the background.',
            },
          },
        },
        {
          type: 'object',
          additionalProperties: false,
          required: ['kind'],
          properties: {
            kind: {
              const: 'points',
              description:
                'A heat map: a Gaussian of height 1 at each point; where several overlap, the highest.',
            },
            sigma: {
              ...positive,
              maximum: 100,
              default: 2,
              description: 'Standard deviation of the Gaussians in pixels.',
            },
          },
        },
      ],
    },
    head: {
      type: 'object',
      description: 'How the network’s last layer becomes the prediction.',
      additionalProperties: false,
      properties: {
        channels: {
          type: 'integer',
          minimum: 1,
          maximum: 255,
          description: 'Output channels; as many as the target needs where not given.',
        },
        activation: {
          enum: ['none', 'sigmoid', 'tanh', 'softmax'],
          description:
            'What makes predictions of the last layer, tanh for images only; where not given, what the target asks for: sigmoid for masks, softmax for classes and labels, none for images and points.',
        },
        pooling: {
          enum: ['none', 'mean', 'max'],
          description:
            'One value per channel and image in place of one per pixel; `mean` for labels where not given.',
        },
      },
    },
    losses: {
      type: 'array',
      minItems: 1,
      description: 'What training minimises: the weighted sum of these.',
      items: {
        anyOf: [
          {
            type: 'object',
            additionalProperties: false,
            required: ['kind'],
            properties: {
              kind: {
                enum: ['bce', 'ce', 'dice', 'l1', 'mse', 'ssim'],
                description:
                  'Binary cross-entropy, cross-entropy, 1 − soft Dice, mean absolute error, mean squared error, or 1 − SSIM.',
              },
              weight,
            },
          },
          {
            type: 'object',
            additionalProperties: false,
            required: ['kind'],
            properties: {
              kind: { const: 'focal', description: 'Focal loss (Lin et al. 2017).' },
              weight,
              gamma: {
                type: 'number',
                minimum: 0,
                maximum: 20,
                default: 2,
                description: 'How much easy pixels count less.',
              },
            },
          },
          {
            type: 'object',
            additionalProperties: false,
            required: ['kind'],
            properties: {
              kind: { const: 'charbonnier', description: 'Mean of √(difference² + epsilon²), a smooth L1.' },
              weight,
              epsilon: {
                ...positive,
                default: 1e-3,
                description: 'Where the square becomes a straight line.',
              },
            },
          },
        ],
      },
    },
    classWeights: {
      type: 'array',
      items: positive,
      minItems: 2,
      maxItems: 255,
      description:
        'How much each class counts in bce, ce, focal and soft Dice; background and foreground for masks. All alike where not given.',
    },
    metrics: {
      type: 'array',
      uniqueItems: true,
      items: {
        enum: [
          'dice',
          'iou',
          'pixelAccuracy',
          'accuracy',
          'precision',
          'recall',
          'f1',
          'confusion',
          'l1',
          'mse',
          'psnr',
          'ssim',
          'pointPrecision',
          'pointRecall',
          'pointF1',
        ],
      },
      description: 'What is measured beside the losses, as the mean over images.',
    },
    measure: {
      type: 'object',
      description: 'How metrics are measured.',
      additionalProperties: false,
      properties: {
        threshold: {
          type: 'number',
          exclusiveMinimum: 0,
          exclusiveMaximum: 1,
          description: 'A prediction above it is foreground, or may be a point; 0.5 where not given.',
        },
        aggregate: {
          enum: ['perImage', 'global'],
          description:
            'Dice, IoU, precision, recall, F1 and the metrics of points as means over images, or from the counts of all images together; means where not given.',
        },
        smooth: {
          type: 'number',
          minimum: 0,
          maximum: 1e6,
          description: 'Added to numerator and denominator of Dice; 1 where not given.',
        },
        tolerance: {
          ...positive,
          description: 'Largest distance, in pixels, between a point and its prediction; 3 where not given.',
        },
      },
    },
    monitor: {
      type: 'object',
      description: 'Which validation value tells the best epoch.',
      additionalProperties: false,
      required: ['metric', 'mode'],
      properties: {
        metric: {
          type: 'string',
          description:
            '`loss`, one of the losses (`diceLoss` and `ssimLoss` for dice and ssim), one of the metrics, or that of one class, as `dice:Au`.',
        },
        mode: { enum: ['min', 'max'], description: 'Whether lower or higher is better.' },
      },
    },
    training: {
      type: 'object',
      description: 'How the task is usually trained; params of the node of the same names come before these.',
      additionalProperties: false,
      properties: {
        optimiser: optimiserSchema,
        learningRate: { ...positive, description: 'Step size of the optimiser.' },
        schedule: scheduleSchema,
        earlyStopping: {
          type: 'object',
          description: 'Ends the training when the monitored value has not become better for long.',
          additionalProperties: false,
          required: ['patience'],
          properties: {
            patience: { type: 'integer', minimum: 1, description: 'Epochs without a better value.' },
            minimumChange: {
              type: 'number',
              minimum: 0,
              default: 0,
              description: 'A value counts as better when it is so by more than this.',
            },
          },
        },
        batch: { type: 'integer', minimum: 1, maximum: 65_536, description: 'Examples per step.' },
        crop: {
          type: 'integer',
          minimum: 1,
          description: 'Side in pixels of the random squares that are trained on.',
        },
        cropsPerImage: {
          type: 'integer',
          minimum: 1,
          maximum: 10_000,
          description: 'How many examples each image gives per epoch.',
        },
      },
    },
  },
} as const satisfies JSONSchema;

export type Task = FromSchema<typeof taskSchema>;
