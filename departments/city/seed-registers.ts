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
    await insertRows(
      client,
      `${SCHEMAS.police}.population`,
      persons.map((person) => ({
        id_number: person.idNumber,
        name: person.name,
        sex: person.sex,
        born_on: person.bornOn,
        household_number: town.householdNumber(person.household),
      })),
    );
    await insertRows(
      client,
      `${SCHEMAS.medicalInsurance}.insured_employees`,
      persons.flatMap(({ idNumber, name, insurance }) =>
        insurance
          ? [
              {
                id_number: idNumber,
                name,
                region_code: insurance.regionCode,
                monthly_base_fen: insurance.monthlyBaseFen,
              },
            ]
          : [],
      ),
    );
  }
}

async function seedHouseholds(client: PoolClient, town: City): Promise<void> {
  for (let from = 0; from < town.households; from += CHUNK) {
    const indexes = range(from, Math.min(town.households, from + CHUNK));
    await insertRows(
      client,
      `${SCHEMAS.police}.households`,
      indexes
        .map((index) => town.household(index))
        .filter((household) => isJinhuaDivision(household.divisionCode))
        .map(({ number, divisionCode, address }) => ({ number, division_code: divisionCode, address })),
    );
    await insertRows(
      client,
      `${SCHEMAS.police}.marriages`,
      indexes
        .flatMap((index) => town.marriage(index) ?? [])
        .map((marriage) => ({
          certificate_number: marriage.certificateNumber,
          wife_id_number: town.person(marriage.wife).idNumber,
          husband_id_number: town.person(marriage.husband).idNumber,
          registered_on: marriage.registeredOn,
        })),
    );
  }
}

/** One statement for thousands of rows; one JSON text is far cheaper to write and read than an array per column. */
async function insertRows(client: PoolClient, table: string, rows: Record<string, unknown>[]): Promise<void> {
  await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [
    JSON.stringify(rows),
  ]);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
