/** An account of the demo, with the password that opens it. */
export class DemoAccountResponse {
  /** The login. @example "hospital" */
  login: string;

  /** The password, drawn when the demo was set up. */
  password: string;

  /** The role. @example "hospital" */
  role: string;

  /** What the account is called. @example "金华市演示妇幼医院" */
  name: string;

  /** Code of the organisation. @example "JH0001" */
  organisation: string;
}

/** The accounts of the demo. */
export class DemoAccountsResponse {
  /** One for each role, and a second supervisor for what takes two. */
  items: DemoAccountResponse[];
}
