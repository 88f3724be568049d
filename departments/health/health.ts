import { voids } from '../sandbox/calls/changing-matters';
import type { Department } from '../sandbox/department';
import { issueBirthCertificate, reissueBirthCertificate } from './issue-birth-certificate';

/** Certificate numbers are pre-printed: the letter of the printing, 33 for Zhejiang, then a running number (identifiers 4.3). */
export const health: Department = {
  id: 'health',
  matters: [issueBirthCertificate, reissueBirthCertificate, voids(issueBirthCertificate, 'voidBirthCertificate')],
  versions: [
    `create sequence $schema.certificate_numbers maxvalue 9999999;
     create function $schema.next_certificate_number() returns text language sql volatile as $body$
       select 'Z33' || lpad(nextval('$schema.certificate_numbers')::text, 7, '0')
     $body$;`,
  ],
};
