import { Command } from 'commander';

export function initCommand(): Command {
  return new Command('init')
    .argument('[dir]', 'the folder; made where it is missing', '.')
    .description('make a small project that runs as it is')
    .addHelpText('after', '\nExample:\n  micrograph init study && micrograph run study/pipeline.json')
    .action(init);
}

async function init(folder: string): Promise<void> {
  const [{ makeProject }, { print }] = await Promise.all([import('./make-project.js'), import('./print.js')]);
  const files = await makeProject(folder);
  for (const file of files) print(file);
  print(`\nNow: micrograph run ${files[0]}`);
}
