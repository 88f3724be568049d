import type { ElkNode } from 'elkjs';
import { Worker } from 'node:worker_threads';

/** All that runs in the thread. As text, so that it starts the same way compiled and in tests. */
const CODE = `
const { parentPort, workerData } = require('node:worker_threads');
const Elk = require(workerData.elk);
new Elk().layout(workerData.graph).then((laid) => parentPort.postMessage(laid));
`;

/** Lays a graph out in a thread of its own: ELK is busy for half a second, and nobody else shall wait for it. */
export function layOutGraph(graph: ElkNode): Promise<ElkNode> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(CODE, { eval: true, workerData: { elk: require.resolve('elkjs'), graph } });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('The layout ended without an answer')));
  });
}
