import type { Role } from '../../core';

/** An account of the demo, with the password that opens it. */
export interface DemoAccount {
  readonly login: string;
  readonly password: string;
  readonly role: Role;
  readonly name: string;
  readonly organisation: string;
}
