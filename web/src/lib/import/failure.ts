// Why a file could not be sent. A browser says of a file that was changed or moved since it was chosen only that the request
// failed, as if the server were away.

import { t } from '../../i18n/index.svelte';
import { Problem } from '../api.svelte';

export async function failureOf(error: unknown, file: File | undefined): Promise<Problem> {
  if (!(error instanceof Problem)) return new Problem(0, 'unexpected', String(error), '');
  if (error.code !== 'unreachable' || !file) return error;
  try {
    await file.slice(0, 1).arrayBuffer();
    return error;
  } catch {
    return new Problem(0, 'file_changed', t('import.file_changed', { name: file.name }), '');
  }
}
