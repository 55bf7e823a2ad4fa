/** Changes when a key of the artefact changes its meaning or goes. */
export const SCHEMA_VERSION = 1;
