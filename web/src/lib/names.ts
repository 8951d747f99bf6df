// Names that tell things apart: what has the same name as another is shown with its key.

export interface Named {
  key: string;
  label: string;
}

/** The keys of those whose name another has too. */
export function alike(items: Iterable<Named>): Set<string> {
  const keys = new Map<string, Set<string>>();
  for (const { key, label } of items) {
    const same = keys.get(label);
    if (same) same.add(key);
    else keys.set(label, new Set([key]));
  }
  return new Set([...keys.values()].filter((same) => same.size > 1).flatMap((same) => [...same]));
}
