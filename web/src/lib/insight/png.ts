// A drawing of the page as a PNG, in the colours in which it is shown, with a heading above it. Everything happens in the browser.

const drawn = [
  'fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linejoin', 'opacity', 'paint-order', 'font-family', 'font-size', 'font-weight',
] as const;
const margin = 20;
const lineHeight = 26;
/** Pixels for each of the page's, so that it is sharp on a slide. */
const scale = 2;

export async function pngOf(svg: SVGSVGElement, lines: readonly string[]): Promise<Blob> {
  const width = svg.clientWidth || Number(svg.getAttribute('width'));
  const height = svg.clientHeight || Number(svg.getAttribute('height'));
  const copy = svg.cloneNode(true) as SVGSVGElement;
  // The page's style sheets do not reach into an image: what they say becomes part of the drawing.
  const from = [svg, ...svg.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((each, at) => {
    const style = getComputedStyle(each);
    for (const name of drawn) to[at]!.setAttribute(name, style.getPropertyValue(name));
  });
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();

  const head = lines.length * lineHeight;
  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * margin) * scale;
  canvas.height = (height + head + 2 * margin) * scale;
  const context = canvas.getContext('2d')!;
  context.scale(scale, scale);
  const page = getComputedStyle(document.body);
  context.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--surface').trim() || '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = page.color;
  lines.forEach((line, at) => {
    context.font = `${at === 0 ? '600 16px' : '13px'} ${page.fontFamily}`;
    context.fillText(line, margin, margin + 14 + at * lineHeight, width);
  });
  context.drawImage(image, margin, margin + head, width, height);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('the browser could not draw it'))), 'image/png'));
}
