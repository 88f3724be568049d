/** Every entity, listed by name: nothing is found by a file pattern. */
export const entities: (new () => object)[] = [];
