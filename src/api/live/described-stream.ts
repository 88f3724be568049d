/** What the published document says of every stream. */
export const STREAM = {
  description: 'A stream of server-sent events',
  content: { 'text/event-stream': { schema: { type: 'string' as const } } },
};

export const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  required: false,
  description: 'The version that is known already; browsers send it when they come back',
  schema: { type: 'string' as const },
};
