import type { Visit } from './visit';

/** Proves that a form was made for the session that sends it: see `requireOwnPage`. */
export const FormToken = ({ visit: { formToken } }: { readonly visit: Visit }) =>
  formToken === undefined ? null : <input type="hidden" name="formToken" value={formToken} />;
