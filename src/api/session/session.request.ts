import { IsString, Length } from 'class-validator';

/** Who signs in. */
export class SignInRequest {
  /** The login, in upper or lower case. @example "hospital" */
  @IsString()
  @Length(1, 100)
  login: string;

  /** The password. */
  @IsString()
  @Length(1, 200)
  password: string;
}
