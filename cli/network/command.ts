import { Command } from 'commander';
import {
  collectLabel,
  type Labels,
  type PipelineOptions,
  positiveInteger,
  withPipelineOptions,
} from '../options.js';

export interface NetworkOptions extends PipelineOptions {
  readonly at: Labels;
  readonly side?: number;
  readonly batch?: number;
}

export function networkCommand(): Command {
  return withPipelineOptions(new Command('network'))
    .argument('[node]', 'a node or an instance; all that train without it')
    .description('print networks before they run: layers, parameters, receptive field, memory')
    .option('--at <axis=label>', 'only these points; may be repeated', collectLabel, {})
    .option('--side <pixels>', 'side of the images (default: the node’s crop, or about 224)', positiveInteger)
    .option('--batch <images>', 'images per step (default: the node’s)', positiveInteger)
    .option('--json', 'print the networks as JSON')
    .addHelpText(
      'after',
      `
Examples:
  micrograph network pipelines/quickstart.json
  micrograph network pipelines/quickstart.json tuned --at 'model=U-Net 2/84' --side 512 --batch 1`,
    )
    .action(network);
}

async function network(file: string, name: string | undefined, options: NetworkOptions): Promise<void> {
  const [{ findNetworks }, { networkLines }, { print, printDiagnostics, printJson }] = await Promise.all([
    import('./find-networks.js'),
    import('./network-lines.js'),
    import('../print.js'),
  ]);
  const { networks, warnings } = await findNetworks(file, name, options);
  if (options.json) return printJson(networks);
  await printDiagnostics(warnings, false);
  print(networks.map((each) => networkLines(each).join('\n')).join('\n\n'));
}
