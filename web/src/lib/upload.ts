// Sends a file as the raw body of a request and tells how much is sent; fetch cannot tell.

import { i18n } from '../i18n/index.svelte';
import { Problem, problemOf } from './api.svelte';
import { t } from '../i18n/index.svelte';

export function upload<T>(path: string, file: Blob, sent: (share: number) => void): { done: Promise<T>; stop: () => void } {
  const request = new XMLHttpRequest();
  const done = new Promise<T>((resolve, reject) => {
    request.open('POST', path);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Accept-Language', i18n.language);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) sent(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else reject(problemOf(request.status, request.getResponseHeader('Content-Type') ?? '', request.responseText));
    };
    request.onerror = () => reject(new Problem(0, 'unreachable', t('error.unreachable'), t('error.unreachable.do')));
    request.onabort = () => reject(new Problem(0, 'stopped', t('import.stopped'), ''));
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}
