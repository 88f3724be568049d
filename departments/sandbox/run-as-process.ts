import { whenParentIsGone } from './exit-with-parent';
import { type RunningSandbox, type SandboxOptions, startSandbox } from './start-sandbox';

/** After this time the process ends, closed or not: the database holds everything that matters. */
const LONGEST_STOP_MS = 1_500;

/** The sandbox as a process of its own: settings from the environment, one line of JSON when it is ready. */
export async function runAsProcess(): Promise<void> {
  let running: RunningSandbox | undefined;
  let stopping = false;
  const stop = (code: number): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(code), LONGEST_STOP_MS).unref();
    void (running?.close() ?? Promise.resolve()).finally(() => process.exit(code));
  };
  process.once('SIGTERM', () => stop(0));
  process.once('SIGINT', () => stop(0));
  if (process.env['SANDBOX_EXIT_WITH_PARENT'] === '1') whenParentIsGone(() => stop(0));
  try {
    running = await startSandbox(optionsFrom(process.env));
    process.stdout.write(`${JSON.stringify({ ready: true, port: running.port })}\n`);
  } catch (error) {
    process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
    stop(1);
  }
}

function optionsFrom(env: NodeJS.ProcessEnv): SandboxOptions {
  const databaseUrl = env['SANDBOX_DATABASE_URL'];
  const secrets = env['SANDBOX_SECRETS'];
  if (!databaseUrl || !secrets) throw new Error('SANDBOX_DATABASE_URL and SANDBOX_SECRETS must be set');
  return {
    databaseUrl,
    secrets: JSON.parse(secrets) as Record<string, string>,
    port: Number(env['SANDBOX_PORT'] ?? 0),
    host: env['SANDBOX_HOST'] ?? '127.0.0.1',
    ...(env['SANDBOX_CITY_PERSONS'] && { cityPersons: Number(env['SANDBOX_CITY_PERSONS']) }),
    ...(env['SANDBOX_CITY_SEED'] && { seed: env['SANDBOX_CITY_SEED'] }),
    log: (line) => process.stderr.write(`sandbox: ${line}\n`),
  };
}
