import { Command, InvalidArgumentError, Option } from 'commander';
import { NEWBORN_SITUATIONS, newbornSamples, type NewbornSituation } from '../../../departments/samples/newborn';
import { readConfig } from '../../wiring/config';

/** Events that samples can be made for; each knows its situations. */
const samplers = {
  newborn: {
    situations: NEWBORN_SITUATIONS as readonly string[],
    make: (seed: number, count: number, situation: string | undefined): object[] => {
      const { demoPersons } = readConfig(process.env);
      return newbornSamples({
        seed,
        count,
        now: new Date(),
        cityPersons: demoPersons,
        ...(situation === undefined ? {} : { situation: situation as NewbornSituation }),
      });
    },
  },
} as const;

export type SampledEvent = keyof typeof samplers;
export const sampledEvents = Object.keys(samplers) as SampledEvent[];

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('must be a whole number');
  return Number(text);
}

/** Valid synthetic triggers; the same seed on the same day gives the same output. */
export function makeSamples(event: string, seed: number, count: number, situation?: string): object[] {
  const sampler = Object.hasOwn(samplers, event) ? samplers[event as SampledEvent] : undefined;
  if (sampler === undefined) {
    throw new InvalidArgumentError(`there are samples for ${sampledEvents.join(', ')}, not for "${event}"`);
  }
  if (situation !== undefined && !sampler.situations.includes(situation)) {
    throw new InvalidArgumentError(`${event} has the situations ${sampler.situations.join(', ')}, not "${situation}"`);
  }
  return sampler.make(seed, count, situation);
}

export const sampleCommand = (): Command =>
  new Command('sample')
    .description('prints valid synthetic triggers, one JSON object a line')
    .argument('<event>', `one of ${sampledEvents.join(', ')}`)
    .addOption(new Option('--situation <situation>', NEWBORN_SITUATIONS.join(', ')))
    .addOption(new Option('--count <n>', 'how many').default(1).argParser(wholeNumber))
    .addOption(new Option('--seed <n>', 'same seed, same output').default(1).argParser(wholeNumber))
    .action((event: string, options: { situation?: string; count: number; seed: number }, command: Command) => {
      try {
        for (const sample of makeSamples(event, options.seed, options.count, options.situation)) {
          process.stdout.write(`${JSON.stringify(sample)}\n`);
        }
      } catch (error) {
        if (error instanceof InvalidArgumentError) command.error(`error: ${error.message}`, { exitCode: 2 });
        throw error;
      }
    });
