import { Command } from 'commander';

export interface DoctorOptions {
  readonly install?: true;
  readonly json?: true;
  readonly store?: string;
}

/** `micrograph doctor`: what is there, what is missing and how to get it. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('say which TensorFlow is used and how fast it is, what is missing and how to get it')
    .option('--install', 'set up TensorFlow: instant where that is done already')
    .option('--json', 'print the findings as JSON')
    .option('--store <dir>', 'the store whose file system is looked at')
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./run-doctor.js');
      process.exitCode = await runDoctor(options);
    });
}
