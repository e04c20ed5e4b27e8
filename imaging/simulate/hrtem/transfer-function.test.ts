import test from 'ava';
import { interactionConstant, wavelengthNm } from './electron.js';
import { envelope, lensPhase, type Optics } from './transfer-function.js';
import { waveImage } from './wave-image.js';

const perfect: Optics = {
  voltageKv: 300,
  defocusNm: 60,
  sphericalAberrationMm: 0,
  focalSpreadNm: 0,
  convergenceMrad: 0,
};

test('electrons have the wavelength and the interaction constant that textbooks list', (t) => {
  for (const [kv, picometres, constant] of [
    [100, 3.7014, 9.244],
    [200, 2.5079, 7.288],
    [300, 1.9687, 6.526],
  ] as const) {
    t.is((1000 * wavelengthNm(kv)).toFixed(4), picometres.toFixed(4));
    t.is((1000 * interactionConstant(kv)).toFixed(3), constant.toFixed(3));
  }
});

test('at Scherzer defocus the lens shifts by −2π/3 where the phase is stationary', (t) => {
  const wavelength = wavelengthNm(300);
  const aberration = 1e6;
  const defocusNm = Math.sqrt((4 / 3) * aberration * wavelength);
  const optics = { ...perfect, sphericalAberrationMm: 1, defocusNm };
  const q = Math.sqrt(defocusNm / (aberration * wavelength ** 2));
  t.true(Math.abs(lensPhase(optics, q) + (2 * Math.PI) / 3) < 1e-9);
});

const side = 64;
const pixelNm = 0.05;
/** Contrast with which a weak phase grating of `waves` periods is seen: negative where it looks dark. */
function contrastOf(waves: number, optics: Optics): number {
  const cosine = Float64Array.from({ length: side ** 2 }, (_, at) =>
    Math.cos((2 * Math.PI * waves * (at % side)) / side),
  );
  const phase = cosine.map((value) => 0.01 * value);
  const image = waveImage(phase, side, pixelNm, optics);
  return image.reduce((sum, value, at) => sum + (value - 1) * cosine[at]!, 0) / (0.01 * side ** 2);
}

test('a weak phase object is seen with sin χ: with none at its zeros, and reversed between them', (t) => {
  for (const waves of [3, 5, 8, 11]) {
    const q = waves / (side * pixelNm);
    const expected = Math.sin(lensPhase(perfect, q));
    t.true(Math.abs(contrastOf(waves, perfect) - expected) < 0.11, `${waves}: absorption adds 0.1 at most`);
    // Without spherical aberration the n-th zero is at q² = n/(λΔf), which this defocus brings here.
    const zero = { ...perfect, defocusNm: 1 / (wavelengthNm(300) * q ** 2) };
    const before = { ...zero, defocusNm: 0.5 * zero.defocusNm };
    const after = { ...zero, defocusNm: 1.5 * zero.defocusNm };
    t.true(Math.abs(Math.sin(lensPhase(zero, q))) < 1e-9);
    t.true(contrastOf(waves, before) < -0.9);
    t.true(contrastOf(waves, after) > 0.9);
  }
});

test('incoherence takes away fine detail first, and an aperture everything beyond it', (t) => {
  t.is(envelope(perfect, 8), 1);
  const blurred = { ...perfect, focalSpreadNm: 4, convergenceMrad: 0.5 };
  const left = [0, 2, 4, 6, 8].map((q) => envelope(blurred, q));
  t.is(left[0], 1);
  t.true(left.every((value, i) => i === 0 || value < left[i - 1]!));
  // exp(−½(πλΔq²)²) has fallen to exp(−½) where πλΔq² = 1.
  const q = 1 / Math.sqrt(Math.PI * wavelengthNm(300) * 4);
  t.true(Math.abs(envelope({ ...perfect, focalSpreadNm: 4 }, q) - Math.exp(-0.5)) < 1e-12);
  const apertureMrad = 10;
  const edge = apertureMrad / 1000 / wavelengthNm(300);
  t.is(envelope({ ...perfect, apertureMrad }, 0.99 * edge), 1);
  t.is(envelope({ ...perfect, apertureMrad }, 1.01 * edge), 0);
});
