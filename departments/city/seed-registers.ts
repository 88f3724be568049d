import type { PoolClient } from 'pg';
import { isJinhuaDivision } from '../identity/divisions';
import { SCHEMAS } from '../sandbox/departments';
import type { City } from './city';

const CHUNK = 5_000;

/**
 * Fills the registers of police and medical insurance with the city's people, once. A database that already holds
 * another city is refused: its registers would contradict the samples.
 */
export async function seedRegisters(client: PoolClient, town: City): Promise<void> {
  const { rows } = await client.query<{ seed: string; persons: number }>('select seed, persons from sandbox.city');
  const [held] = rows;
  if (held) {
    if (held.seed === town.seed && held.persons === town.persons) return;
    throw new Error(
      `the database holds the city "${held.seed}" with ${held.persons} persons, not "${town.seed}" with ${town.persons}: use another database`,
    );
  }
  await seedPersons(client, town);
  await seedHouseholds(client, town);
  await client.query('insert into sandbox.city (seed, persons) values ($1, $2)', [town.seed, town.persons]);
}

async function seedPersons(client: PoolClient, town: City): Promise<void> {
  for (let from = 0; from < town.persons; from += CHUNK) {
    const persons = range(from, Math.min(town.persons, from + CHUNK)).map((index) => town.person(index));
    await insertColumns(
      client,
      `${SCHEMAS.police}.population`,
      ['text', 'text', 'text', 'date', 'text'],
      [
        persons.map((person) => person.idNumber),
        persons.map((person) => person.name),
        persons.map((person) => person.sex),
        persons.map((person) => person.bornOn),
        persons.map((person) => town.household(person.household).number),
      ],
    );
    const insured = persons.flatMap((person) => (person.insurance ? [{ ...person, insurance: person.insurance }] : []));
    await insertColumns(
      client,
      `${SCHEMAS.medicalInsurance}.insured_employees`,
      ['text', 'text', 'text', 'bigint'],
      [
        insured.map((person) => person.idNumber),
        insured.map((person) => person.name),
        insured.map((person) => person.insurance.regionCode),
        insured.map((person) => person.insurance.monthlyBaseFen),
      ],
    );
  }
}

async function seedHouseholds(client: PoolClient, town: City): Promise<void> {
  for (let from = 0; from < town.households; from += CHUNK) {
    const indexes = range(from, Math.min(town.households, from + CHUNK));
    const local = indexes
      .map((index) => town.household(index))
      .filter((household) => isJinhuaDivision(household.divisionCode));
    await insertColumns(
      client,
      `${SCHEMAS.police}.households`,
      ['text', 'text', 'text'],
      [
        local.map((household) => household.number),
        local.map((household) => household.divisionCode),
        local.map((household) => household.address),
      ],
    );
    const marriages = indexes.flatMap((index) => town.marriage(index) ?? []);
    await insertColumns(
      client,
      `${SCHEMAS.police}.marriages`,
      ['text', 'text', 'text', 'date'],
      [
        marriages.map((marriage) => marriage.certificateNumber),
        marriages.map((marriage) => town.person(marriage.wife).idNumber),
        marriages.map((marriage) => town.person(marriage.husband).idNumber),
        marriages.map((marriage) => marriage.registeredOn),
      ],
    );
  }
}

/** One statement for many rows: each column travels as one array. */
async function insertColumns(client: PoolClient, table: string, types: string[], columns: unknown[][]): Promise<void> {
  const arrays = types.map((type, index) => `$${index + 1}::${type}[]`).join(', ');
  await client.query(`insert into ${table} select * from unnest(${arrays})`, columns);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
