import { request } from 'undici';

/** Makes a department misbehave as departments/README.md says; without faults it behaves again. */
export async function setFaults(baseUrl: string, faults: object = {}): Promise<void> {
  const response = await request(`${baseUrl}/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  await response.body.dump();
  if (response.statusCode !== 200) throw new Error(`the faults were answered ${response.statusCode}`);
}
