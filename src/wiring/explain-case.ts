import type { LifeEvent, Text } from '../core';
import { explainRow } from '../api/instances/explain-row';
import type { ExplanationResponse } from '../api/instances/explanation.response';
import { FollowedCalendars } from '../engine/calendars';
import { parseCaseNumber } from '../engine/case-number';
import { Definitions } from '../engine/definitions';
import { CaseCipher } from '../persistence/case-cipher';
import { createDataSource } from '../persistence/data-source';
import { openPool } from '../persistence/pool';
import { PostgresCalendarStore } from '../persistence/postgres-calendar-store';
import { PostgresCaseReader } from '../persistence/postgres-case-reader';
import { PostgresCircumstances } from '../persistence/postgres-circumstances';
import { PostgresDepartmentList } from '../persistence/postgres-department-list';
import { BUSINESS_NOW } from '../persistence/sql/business-clock';
import type { Config } from './config';
import { openDatabase } from './database';
import { loadMasterKey } from './secrets';

export interface Known {
  readonly definitions: readonly LifeEvent[];
  readonly messages: Readonly<Record<string, Text>>;
}

/** Explains a case straight from the database, whether or not the product runs; undefined when there is none of that number. */
export async function explainByNumber(
  config: Config,
  known: Known,
  caseNumber: string,
): Promise<ExplanationResponse | undefined> {
  const number = parseCaseNumber(caseNumber);
  if (number === undefined) return undefined;
  const database = await openDatabase(config);
  const pool = openPool(database.url, { max: 2 });
  const dataSource = await createDataSource(database.url, { poolSize: 1 }).initialize();
  try {
    const definitions = new Definitions(known.definitions);
    const reader = new PostgresCaseReader(pool, dataSource, new CaseCipher(loadMasterKey(config)), definitions);
    const found = await reader.list({ kind: 'everyCase' }, { search: { number } }, { limit: 1 });
    const row = found.items[0];
    if (row === undefined) return undefined;
    const calendars = new FollowedCalendars(new PostgresCalendarStore(pool));
    await calendars.refresh();
    const clock = await pool.query<{ now: Date }>(`select ${BUSINESS_NOW} as now`);
    const now = clock.rows[0]?.now ?? new Date();
    const explained = await explainRow(
      row,
      { kind: 'status' },
      {
        ...{ definitions, calendars, messages: known.messages, now: () => now },
        departments: new PostgresDepartmentList(pool),
        circumstances: new PostgresCircumstances(pool),
      },
    );
    // The running number alone would find a case that was written down with another event or day.
    return explained.caseNumber === caseNumber.trim().toUpperCase() ? explained : undefined;
  } finally {
    await dataSource.destroy();
    await pool.end();
    await database.stop();
  }
}
