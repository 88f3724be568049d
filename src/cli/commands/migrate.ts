import { Command } from 'commander';
import { migrate } from '../../persistence/migrate';
import { readConfig } from '../../wiring/config';
import { openDatabase } from '../../wiring/database';

export const migrateCommand = (): Command =>
  new Command('migrate').description('brings the database to this version').action(async () => {
    const database = await openDatabase(readConfig(process.env));
    try {
      await migrate(database.url);
      process.stdout.write('The database is up to date.\n');
    } finally {
      await database.stop();
    }
  });
