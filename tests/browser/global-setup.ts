// Imports the samples once and serves them for all tests.

import { freshDirectory, importSamples, remove, serve } from './program';

export default async function setup(): Promise<() => Promise<void>> {
  const data = freshDirectory();
  importSamples(data);
  const server = await serve(data);
  process.env['ALMANAC_TEST_URL'] = server.url;
  return async () => {
    await server.stop();
    remove(data);
  };
}
