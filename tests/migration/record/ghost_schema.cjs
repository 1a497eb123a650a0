// Records the tables and settings of Ghost's export, for tests/migration/test_ghost.py.
//
// In an empty folder:
//   npm pack ghost@6.65.0 && tar xzf ghost-6.65.0.tgz && node ghost_schema.cjs > schema.json
const load = (path) => require(`${process.cwd()}/package/core/server/data/${path}`);
const schema = load('schema/schema.js');
const settings = Object.values(load('schema/default-settings/default-settings.json'));
const TABLES = ['posts', 'posts_meta', 'tags', 'posts_tags', 'users', 'posts_authors', 'settings', 'members'];
const columns = Object.fromEntries(TABLES.map((name) => [name, Object.keys(schema[name]).filter((key) => !key.startsWith('@'))]));
const record = {columns, settings: settings.flatMap((group) => Object.keys(group)), states: schema.posts.status.validations.isIn[0]};
process.stdout.write(`${JSON.stringify(record, null, 1)}\n`);
