// The files that somebody drops or chooses: single ones, or whole folders with all that lies in them.

export interface Picked {
  file: File;
  /** Where it lay in the folder that was dropped: "2024/双11/预算.xlsx"; of a single file its name. */
  path: string;
}

// What systems and office programs leave beside the files that people mean.
const litter = /(^|\/)(\.[^/]*|~\$[^/]*|__MACOSX|Thumbs\.db|desktop\.ini)(\/|$)/i;

export function isLitter(path: string): boolean {
  return litter.test(path);
}

export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path;
}

/** The folder of a picked file; empty for a single one. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The folder that was dropped or chosen, with all that lies in it; empty for a single file. */
export function rootOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** In the order in which people number their files: 2 before 10. */
export function inOrder(files: Picked[]): Picked[] {
  const collator = new Intl.Collator('zh-CN', { numeric: true });
  return [...files].sort((a, b) => collator.compare(a.path, b.path));
}

export function fromInput(list: FileList | null): Picked[] {
  const files = [...(list ?? [])].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
  return inOrder(files.filter((each) => !isLitter(each.path)));
}

/** Must be called while the drop event lasts; the folders are read afterwards. */
export function fromDrop(transfer: DataTransfer | null): Promise<Picked[]> {
  const entries = [...(transfer?.items ?? [])].map((item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null));
  const plain = [...(transfer?.files ?? [])];
  return (async () => {
    const found: Picked[] = [];
    const some = entries.filter((entry): entry is FileSystemEntry => entry !== null);
    if (some.length) for (const entry of some) await walk(entry, '', found);
    else for (const file of plain) found.push({ file, path: file.name });
    return inOrder(found.filter((each) => !isLitter(each.path)));
  })();
}

async function walk(entry: FileSystemEntry, folder: string, found: Picked[]): Promise<void> {
  const path = folder ? `${folder}/${entry.name}` : entry.name;
  if (isLitter(path)) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, path });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader answers in portions and says that it has ended by an empty one.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return;
    for (const child of portion) await walk(child, path, found);
  }
}

/** The same file twice in a list is one: by place, size and time. */
export function isSame(a: Picked, b: Picked): boolean {
  return a.path === b.path && a.file.size === b.file.size && a.file.lastModified === b.file.lastModified;
}
