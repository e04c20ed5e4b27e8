import test from 'ava';
import pc from 'picocolors';
import { ok, problem, warning } from './finding.js';
import { formatFindings } from './format-findings.js';

test('each finding is a line; what to do stands below the ones that are not ok', (t) => {
  const findings = [
    ok('CPUs', '2'),
    warning('memory', '1.0 GB', 'Run few at a time.'),
    problem('TensorFlow', 'missing\nsecond line', 'Run: micrograph doctor --install'),
  ];
  t.is(
    formatFindings(findings, pc.createColors(false)),
    [
      'ok       CPUs        2',
      'warning  memory      1.0 GB',
      '                     Run few at a time.',
      'problem  TensorFlow  missing',
      '                     second line',
      '                     Run: micrograph doctor --install',
      '',
    ].join('\n'),
  );
});
