// Copies a draft so that it pastes with its headings and tables into a document, and as Markdown into a plain field.

export async function copyRich(html: string, plain: string): Promise<void> {
  if (typeof ClipboardItem !== 'undefined' && navigator.clipboard?.write) {
    await navigator.clipboard.write([
      new ClipboardItem({ 'text/html': new Blob([html], { type: 'text/html' }), 'text/plain': new Blob([plain], { type: 'text/plain' }) }),
    ]);
    return;
  }
  // Without the clipboard interface (plain HTTP on another address than localhost): the browser's own copy command, whose
  // event takes both forms.
  let taken = false;
  const fill = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/html', html);
    event.clipboardData?.setData('text/plain', plain);
    event.preventDefault();
    taken = true;
  };
  document.addEventListener('copy', fill);
  document.execCommand('copy');
  document.removeEventListener('copy', fill);
  if (!taken) throw new Error('the browser refused to copy');
}

/** A link of the page means nothing in somebody's document: it gets the server's address. */
export const withAddress = (html: string, origin: string): string => html.replace(/href="\//g, `href="${origin}/`);

/** Hands bytes to the browser as a download. */
export function download(name: string, bytes: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
