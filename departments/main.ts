import { runAsProcess } from './sandbox/run-as-process';

export { startSandbox } from './sandbox/start-sandbox';
export type { RunningSandbox, SandboxOptions } from './sandbox/start-sandbox';

if (require.main === module) void runAsProcess();
