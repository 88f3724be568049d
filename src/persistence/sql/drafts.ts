import { MOST_DRAFTS } from '../../engine/drafts';

/** `$1` role, `$2` organisation, `$3` person: the same in every statement here but the last. */
const THEIRS = 'd.role = $1 and d.organisation = $2 and d.person is not distinct from $3::uuid';
const LISTED = 'd.id, d.event, d.data_key, d.sealed_name, d.version, d.saved_by, d.saved_at';

/** No row: the owner has as many as may be. */
export const createDraft = {
  name: 'create-draft',
  text: `
    insert into draft as d (role, organisation, person, id, event, data_key, sealed, sealed_name, version, saved_by)
    select $1, $2, $3::uuid, $4, $5, $6, $7, $8, 1, $9
    where (select count(*) from draft d where ${THEIRS}) < ${MOST_DRAFTS}
    returning ${LISTED}`,
};

export const listDrafts = {
  name: 'list-drafts',
  text: `select ${LISTED} from draft d where ${THEIRS} order by d.saved_at desc, d.id limit ${MOST_DRAFTS}`,
};

export const findDraft = {
  name: 'find-draft',
  text: `select ${LISTED}, d.sealed from draft d where ${THEIRS} and d.id = $4`,
};

export const saveDraft = {
  name: 'save-draft',
  text: `
    update draft d set sealed = $6, sealed_name = $7, version = d.version + 1, saved_by = $8, saved_at = now()
    where ${THEIRS} and d.id = $4 and d.version = $5
    returning ${LISTED}`,
};

export const removeDraft = {
  name: 'remove-draft',
  text: `delete from draft d where ${THEIRS} and d.id = $4 and d.version = coalesce($5::int, d.version)`,
};

export const removeOldDrafts = {
  name: 'remove-old-drafts',
  text: `
    delete from draft where id in (
      select id from draft where saved_at < now() - $1 * interval '1 day' for update skip locked limit 1000)`,
};
