// Lists whose filters and place are in the address.

/** Which page of a list is shown; the first is 1. */
export const pageNumber = (params: URLSearchParams): number => Math.max(1, Number(params.get('page') ?? '1') || 1);

/** What was filled into a form of filters, by the names of its fields; an empty text where nothing was. */
export function filledIn(event: SubmitEvent): Record<string, string> {
  event.preventDefault();
  return Object.fromEntries([...new FormData(event.currentTarget as HTMLFormElement)].map(([name, value]) => [name, String(value).trim()]));
}
