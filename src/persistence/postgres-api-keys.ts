import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { IsNull, Raw, type DataSource, type Repository } from 'typeorm';
import type { Role } from '../core';
import type { ApiKeyHolder, ApiKeyStore, NewApiKey } from '../engine/api-keys';
import type { CaseCipher } from './case-cipher';
import { ApiKeyEntity } from './entities/api-key.entity';
import { personIndex } from './move-rows';

/** API keys in the table `api_key`. A key is 256 random bits, so a plain SHA-256 of it cannot be guessed back. */
export class PostgresApiKeys implements ApiKeyStore {
  private readonly keys: Repository<ApiKeyEntity>;

  constructor(
    dataSource: DataSource,
    private readonly cipher: CaseCipher,
  ) {
    this.keys = dataSource.getRepository(ApiKeyEntity);
  }

  async find(key: string): Promise<ApiKeyHolder | undefined> {
    return toHolder(await this.keys.findOneBy({ keyHash: hashOfKey(key), ...inForce }));
  }

  async findHolder(keyId: string): Promise<ApiKeyHolder | undefined> {
    return toHolder(await this.keys.findOneBy({ id: keyId, ...inForce }));
  }

  async issue({
    name,
    role,
    organisation,
    departments = [],
    idNumber,
  }: NewApiKey): Promise<{ id: string; key: string }> {
    const id = randomUUID();
    const key = newKey();
    const index = idNumber === undefined ? null : personIndex(this.cipher, idNumber);
    await this.keys.insert({
      ...{ id, name, role, organisation, personIndex: index },
      departments: [...departments],
      keyHash: hashOfKey(key),
    });
    return { id, key };
  }

  async revoke(id: string): Promise<boolean> {
    const revoked = await this.keys.update({ id, revokedAt: IsNull() }, { revokedAt: () => 'now()' });
    return revoked.affected === 1;
  }
}

function toHolder(found: ApiKeyEntity | null): ApiKeyHolder | undefined {
  if (found === null) return undefined;
  const { id: keyId, organisation, departments, personIndex: index } = found;
  return {
    ...{ keyId, role: found.role as Role, organisation, departments },
    ...(index === null ? {} : { personIndex: index.toString('base64') }),
  };
}

/** Neither revoked nor past its last day, by the database's clock. */
const inForce = { revokedAt: IsNull(), expiresAt: Raw((column) => `(${column} is null or ${column} > now())`) };

export const newKey = (): string => `ot_${randomBytes(32).toString('base64url')}`;

export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest();
