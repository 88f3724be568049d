import { voids } from '../sandbox/calls/changing-matters';
import type { Department } from '../sandbox/department';
import { familyRecords } from './family-record';
import { correctHouseholdEntry, registerHousehold } from './register-household';

/**
 * The population register holds everyone known, also people with a household elsewhere; the household register holds
 * this city's. The marriage register is the civil affairs office's copy that the police may query.
 */
export const police: Department = {
  id: 'police',
  matters: [registerHousehold, correctHouseholdEntry, voids(registerHousehold, 'cancelHouseholdEntry')],
  queries: familyRecords,
  referenceRegisters: [
    { name: 'population', table: 'population', keyColumn: 'id_number' },
    { name: 'households', table: 'households', keyColumn: 'number' },
    { name: 'marriages', table: 'marriages', keyColumn: 'certificate_number' },
  ],
  versions: [
    `create table $schema.population (
       id_number text collate "C" primary key,
       name text not null,
       sex text not null,
       born_on date not null,
       household_number text not null
     );
     create table $schema.households (
       number text collate "C" primary key,
       division_code text not null,
       address text not null
     );
     create table $schema.marriages (
       certificate_number text collate "C" primary key,
       wife_id_number text collate "C" not null,
       husband_id_number text collate "C" not null,
       registered_on date not null
     );
     create unique index on $schema.marriages (wife_id_number, husband_id_number);

     create table $schema.last_sequences (
       prefix text collate "C" not null,
       sex text not null,
       last integer not null,
       primary key (prefix, sex)
     );

     /* One row per division, day and sex: concurrent registrations queue on it, so each gets a number of its own.
        A day nobody was allotted yet goes on after the numbers the population register already holds. */
     create function $schema.allot_id_number(arguments text[]) returns text language plpgsql volatile as $body$
     declare
       prefix_ text := arguments[1] || replace(arguments[2], '-', '');
       odd integer := case when arguments[3] = 'male' then 1 else 0 end;
       weights integer[] := array[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
       first17 text;
       sequence_ integer;
       total integer := 0;
     begin
       update $schema.last_sequences set last = last + 2 where prefix = prefix_ and sex = arguments[3]
         returning last into sequence_;
       if not found then
         insert into $schema.last_sequences (prefix, sex, last)
           select prefix_, arguments[3], 2 + coalesce(max(substr(id_number, 15, 3)::integer), -odd)
             from $schema.population
            where id_number >= prefix_ and id_number < prefix_ || 'Z' and substr(id_number, 15, 3)::integer % 2 = odd
         on conflict (prefix, sex) do update set last = last_sequences.last + 2
         returning last into sequence_;
       end if;
       if sequence_ > 999 then
         raise exception 'all numbers of this day, division and sex are given' using errcode = 'DS001';
       end if;
       first17 := prefix_ || lpad(sequence_::text, 3, '0');
       for i in 1..17 loop
         total := total + substr(first17, i, 1)::integer * weights[i];
       end loop;
       return first17 || substr('10X98765432', total % 11 + 1, 1);
     end
     $body$;`,
    'create index on $schema.marriages (husband_id_number)',
  ],
};
