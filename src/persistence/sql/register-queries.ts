export const keepQuery = {
  name: 'keep-register-query',
  text: `
    insert into register_query (id, event, query, department, key_id, organisation, role, request_id, outcome, fields,
      persons)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
};
