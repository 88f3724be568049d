import { endureDeadDepartment } from './dead-department';

it('a department that is dead for two days holds up nobody else, has one incident and comes back in steps', async () => {
  await endureDeadDepartment(200);
}, 60_000);
