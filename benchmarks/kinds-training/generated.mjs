// Pictures that libraries draw from made-up data: charts, diagrams, maps, pages of text. Seeded.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas } from '@napi-rs/canvas';
import { Chart, registerables } from 'chart.js';
import { geoAlbers, geoEqualEarth, geoMercator, geoNaturalEarth1, geoOrthographic, geoPath } from 'd3-geo';
import * as echarts from 'echarts';
import nomnoml from 'nomnoml';
import sharp from 'sharp';
import { render as renderStates } from 'state-machine-cat';
import { feature } from 'topojson-client';
import * as vega from 'vega';
import { compile } from 'vega-lite';
import { instance as graphviz } from '@viz-js/viz';
import { Random } from './random.mjs';

const require = createRequire(import.meta.url);
const words = 'server client request token queue worker memory cache storage user account order invoice payment region city river house animal plant water energy price cost value year month week night group network router kernel driver module packet filter stage batch model sample image page letter number table column index record search result answer question school teacher student nation history science music paper metal glass garden market engine system process input output level signal filter sensor control plan report budget growth rate share income product service team member project task test error'.split(' ');
const fonts = ['DejaVu Sans', 'DejaVu Serif', 'DejaVu Sans Mono', 'Liberation Sans', 'Liberation Serif', 'Carlito', 'Comic Neue', 'EB Garamond', 'Lato', 'Nimbus Mono PS', 'sans-serif', 'serif'];
const colour = (random, light = [30, 70]) => `hsl(${random.whole(0, 359)}, ${random.whole(20, 90)}%, ${random.whole(...light)}%)`;
const sentence = (random, low, high) => Array.from({ length: random.whole(low, high) }, () => random.pick(words)).join(' ').replace(/^./, first => first.toUpperCase());
const size = random => random.pick([[640, 480], [640, 400], [480, 480], [400, 300], [600, 340], [560, 600]]);
const series = (random, count) => { let at = random.whole(10, 90); return Array.from({ length: count }, () => at = Math.max(1, at + (random.next() - 0.48) * 24)); };
const rows = (random, groups, count) => Array.from({ length: groups }, (_, group) => series(random, count).map((value, x) => ({ x, label: words[(x * 7 + group) % words.length], y: Math.round(value * 10) / 10, group: words[group * 3] }))).flat();

const vegaThemes = [{}, { background: '#fff', view: { stroke: null } }, { background: '#f5f5f5', axis: { grid: false } }, { background: '#333', axis: { labelColor: '#eee', titleColor: '#eee', gridColor: '#555' }, title: { color: '#fff' }, legend: { labelColor: '#eee', titleColor: '#eee' } }];
async function vegaChart(random) {
  const [width, height] = size(random), mark = random.pick(['bar', 'line', 'point', 'area', 'arc', 'rect', 'boxplot', 'tick', 'circle', 'trail']), groups = random.whole(1, 4);
  const values = rows(random, groups, random.whole(5, 40)), y = { field: 'y', type: 'quantitative', title: random.pick(words) };
  const encoding = mark === 'arc' ? { theta: { field: 'y', type: 'quantitative' }, color: { field: 'label', type: 'nominal' } }
    : mark === 'rect' ? { x: { field: 'label', type: 'nominal' }, y: { field: 'group', type: 'nominal' }, color: { field: 'y', type: 'quantitative' } }
      : mark === 'bar' || mark === 'boxplot' ? { x: { field: random.pick(['label', 'group']), type: 'nominal' }, y, color: { field: 'group' } }
        : { x: { field: 'x', type: 'quantitative' }, y, color: { field: 'group', type: 'nominal' }, ...(mark === 'circle' ? { size: { field: 'y', type: 'quantitative' } } : {}) };
  if (mark === 'bar' && random.chance(0.3)) [encoding.x, encoding.y] = [encoding.y, encoding.x];
  const unit = { mark: { type: mark, ...(random.chance(0.3) ? { tooltip: null, opacity: 0.6 } : {}) }, encoding, width: width * 0.75, height: height * 0.75 };
  const spec = { data: { values }, title: random.chance(0.5) ? sentence(random, 2, 6) : undefined, config: random.pick(vegaThemes), ...(random.chance(0.15) && mark !== 'arc' ? { facet: { field: 'group', type: 'nominal' }, spec: { ...unit, width: 120, height: 120 } } : unit) };
  return Buffer.from(await new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' }).toSVG());
}

function echart(random) {
  const [width, height] = size(random), chart = echarts.init(null, random.pick([null, null, null, 'dark']), { renderer: 'svg', ssr: true, width, height });
  const type = random.pick(['bar', 'line', 'pie', 'scatter', 'radar', 'gauge', 'funnel', 'sunburst', 'treemap', 'heatmap', 'boxplot', 'candlestick', 'polar', 'sankey']);
  const labels = random.shuffle(words).slice(0, random.whole(4, 12)), option = { animation: false, title: random.chance(0.5) ? { text: sentence(random, 2, 5) } : undefined, legend: random.chance(0.6) ? { bottom: 0 } : undefined };
  const named = () => labels.map(name => ({ name, value: random.whole(5, 90) })), axes = { xAxis: { type: 'category', data: labels }, yAxis: { type: 'value' } };
  if (type === 'pie' || type === 'funnel') option.series = [{ type, data: named(), radius: type === 'pie' ? random.pick(['60%', ['35%', '65%']]) : undefined }];
  else if (type === 'radar') Object.assign(option, { radar: { indicator: labels.map(name => ({ name, max: 100 })) }, series: [{ type, data: [{ value: series(random, labels.length) }, { value: series(random, labels.length) }] }] });
  else if (type === 'gauge') option.series = [{ type, data: [{ value: random.whole(0, 100), name: random.pick(words) }] }];
  else if (type === 'sunburst' || type === 'treemap') option.series = [{ type, data: named().map(one => ({ ...one, children: named().slice(0, 3) })) }];
  else if (type === 'heatmap') Object.assign(option, { xAxis: { type: 'category', data: labels }, yAxis: { type: 'category', data: labels }, visualMap: { min: 0, max: 90 }, series: [{ type, data: labels.flatMap((_, x) => labels.map((__, y) => [x, y, random.whole(0, 90)])) }] });
  else if (type === 'boxplot' || type === 'candlestick') Object.assign(option, axes, { series: [{ type, data: labels.map(() => { const five = Array.from({ length: 5 }, () => random.whole(5, 90)).sort((a, b) => a - b); return type === 'boxplot' ? five : random.chance(0.5) ? [five[1], five[3], five[0], five[4]] : [five[3], five[1], five[0], five[4]]; }) }] });
  else if (type === 'polar') Object.assign(option, { polar: {}, angleAxis: { type: 'category', data: labels }, radiusAxis: {}, series: [{ type: 'bar', coordinateSystem: 'polar', data: series(random, labels.length) }] });
  else if (type === 'sankey') option.series = [{ type, data: labels.map(name => ({ name })), links: labels.slice(0, -1).flatMap((source, i) => labels.slice(i + 1, i + 3).map(target => ({ source, target, value: random.whole(1, 20) }))) }];
  else Object.assign(option, axes, { series: Array.from({ length: random.whole(1, 4) }, (_, i) => ({ type, name: words[i], data: series(random, labels.length), stack: random.chance(0.3) ? 'all' : undefined, areaStyle: type === 'line' && random.chance(0.3) ? {} : undefined, smooth: random.chance(0.5) })) });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return Buffer.from(svg);
}

function canvasChart(random) {
  Chart.register(...registerables);
  const [width, height] = size(random), canvas = createCanvas(width, height), type = random.pick(['bar', 'line', 'pie', 'doughnut', 'radar', 'polarArea', 'scatter', 'bubble']);
  const labels = random.shuffle(words).slice(0, random.whole(4, 10)), points = type === 'scatter' || type === 'bubble';
  const datasets = Array.from({ length: random.whole(1, 3) }, (_, i) => ({ label: words[i * 5], backgroundColor: ['pie', 'doughnut', 'polarArea'].includes(type) ? labels.map(() => colour(random)) : colour(random), borderColor: colour(random), data: points ? Array.from({ length: 40 }, () => ({ x: random.whole(0, 99), y: random.whole(0, 99), r: random.whole(3, 18) })) : series(random, labels.length) }));
  const white = { id: 'white', beforeDraw: ({ ctx }) => { ctx.fillStyle = '#fff'; ctx.fillRect(0, 0, width, height); } };
  const chart = new Chart(canvas, { type, data: { labels: points ? undefined : labels, datasets }, options: { responsive: false, animation: false, devicePixelRatio: 1, plugins: { title: { display: random.chance(0.5), text: sentence(random, 2, 5) }, legend: { display: random.chance(0.7) } } }, plugins: [white] });
  const png = canvas.toBuffer('image/png');
  chart.destroy();
  return png;
}

function dot(random, viz) {
  const nodes = random.shuffle(words).slice(0, random.whole(3, 14)), shape = random.pick(['box', 'ellipse', 'circle', 'record', 'diamond', 'plaintext', 'component', 'cylinder', 'note']), isTree = random.chance(0.5);
  const filled = random.chance(0.5) ? `style=filled fillcolor="${random.pick(['#cfe8ff', '#ffe0b2', '#e8f5e9', '#eeeeee', '#ffcdd2'])}"` : '';
  const edges = nodes.slice(1).map((node, i) => `"${nodes[isTree ? Math.floor(i / 2) : random.whole(0, i)]}" -> "${node}"${random.chance(0.3) ? ` [label="${random.pick(words)}"]` : ''}`);
  if (!isTree) for (let i = 0; i < nodes.length / 3; i++) edges.push(`"${random.pick(nodes)}" -> "${random.pick(nodes)}"`);
  const cluster = random.chance(0.3) ? `subgraph cluster_a { label="${random.pick(words)}" ${nodes.slice(0, 3).map(node => `"${node}"`).join(' ')} }` : '';
  return Buffer.from(viz.renderString(`digraph { rankdir=${random.pick(['TB', 'LR'])} node [shape=${shape} fontname="${random.pick(fonts)}" ${filled}] ${cluster} ${edges.join(';')} }`, { format: 'svg', engine: random.pick(['dot', 'dot', 'dot', 'neato', 'circo', 'twopi', 'fdp']) }));
}

function boxes(random) {
  const names = random.shuffle(words).slice(0, random.whole(3, 9)), arrow = () => random.pick(['->', '-->', '-', '<:-', 'o->', '+->']);
  const type = () => random.pick(['', '<abstract>', '<package>', '<database>', '<actor>', '<choice>', '<usecase>', '<note>']);
  const name = names.map(one => `[${type()}${one}${random.chance(0.4) ? `|${random.pick(words)}: int;${random.pick(words)}()` : ''}]`);
  const lines = names.slice(1).map((_, i) => `${name[random.whole(0, i)]}${arrow()}${name[i + 1]}`);
  return Buffer.from(nomnoml.renderSvg(`#direction: ${random.pick(['down', 'right'])}\n#fill: ${random.pick(['#fff; #fff', '#eee8d5; #fdf6e3', '#e3f2fd; #bbdefb'])}\n#font: ${random.pick(fonts)}\n${lines.join('\n')}`));
}

async function states(random) {
  const names = random.shuffle(words).slice(0, random.whole(3, 7));
  return Buffer.from(await renderStates(`initial => ${names[0]};\n${names.slice(1).map((name, i) => `${names[random.whole(0, i)]} => ${name}: ${random.pick(words)};`).join('\n')}\n${names.at(-1)} => final;`, { outputType: 'svg', engine: 'dot', direction: random.pick(['top-down', 'left-right']) }));
}

const atlas = name => { const data = JSON.parse(readFileSync(require.resolve(`world-atlas/${name}.json`))); return feature(data, data.objects[name.startsWith('land') ? 'land' : 'countries']); };
function map(random) {
  const [width, height] = size(random), world = atlas('countries-110m'), one = random.chance(0.6) ? random.pick(world.features) : world;
  const projection = random.pick([geoEqualEarth, geoNaturalEarth1, geoMercator, geoOrthographic, geoAlbers])().rotate(one === world ? [random.whole(-180, 180), 0] : [-geoPath().centroid(one)[0], 0]).fitExtent([[15, 15], [width - 15, height - 15]], one);
  const draw = geoPath(projection), sea = random.pick(['#fff', '#aad3df', '#cfe8f5', '#9cc5e0', '#eef']), single = random.chance(0.4) ? colour(random, [60, 90]) : null, stroke = random.pick(['#333', '#fff', '#888', '#000']);
  const land = world.features.map(country => `<path d="${draw(country) ?? ''}" fill="${single ?? colour(random, [55, 85])}" stroke="${stroke}" stroke-width="${random.pick([0.5, 1, 1.5])}"/>`).join('');
  const names = random.chance(0.6) ? world.features.map(country => { const [x, y] = draw.centroid(country); return x > 0 && y > 0 && x < width && y < height && random.chance(0.4) ? `<text x="${x}" y="${y}" font-size="${random.whole(9, 15)}" font-family="DejaVu Sans" text-anchor="middle">${country.properties.name.replaceAll('&', '+')}</text>` : ''; }).join('') : '';
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${sea}"/>${land}${names}</svg>`);
}

/** Boxes and arrows as of a presentation: layers, networks with clouds, flows. */
function flow(random) {
  const [width, height] = size(random), count = random.whole(3, 9), columns = random.whole(1, 3), fill = () => random.pick(['#fff', '#cfe2f3', '#fff2cc', '#d9ead3', '#f4cccc', '#4a86c8', '#eeeeee']), paper = random.pick(['#fff', '#fff', '#f8f8f8', '#fdf6e3']);
  let body = `<rect width="100%" height="100%" fill="${paper}"/>`, at = [];
  for (let i = 0; i < count; i++) at.push([Math.round((0.5 + i % columns) * width / columns), Math.round((0.5 + Math.floor(i / columns)) * height / Math.ceil(count / columns))]);
  for (let i = 1; i < count; i++) { const [x, y] = at[i], [u, v] = at[random.whole(0, i - 1)]; body += `<path d="M${u} ${v}${random.chance(0.5) ? `H${x}V${y}` : `L${x} ${y}`}" stroke="#444" stroke-width="${random.pick([1, 2])}" fill="none" ${random.chance(0.2) ? 'stroke-dasharray="5 4"' : ''}/>`; }
  const kind = random.pick(['box', 'box', 'cloud', 'circle', 'diamond', 'cylinder', 'mixed']), w = Math.min(130, width / columns * 0.75), h = Math.min(54, height / Math.ceil(count / columns) * 0.6);
  for (const [x, y] of at) {
    const shape = kind === 'mixed' ? random.pick(['box', 'cloud', 'circle', 'diamond', 'cylinder']) : kind, paint = `fill="${fill()}" stroke="#333" stroke-width="1.5"`;
    body += shape === 'circle' ? `<ellipse cx="${x}" cy="${y}" rx="${w / 2}" ry="${h / 2}" ${paint}/>` : shape === 'diamond' ? `<path d="M${x} ${y - h / 2 - 8}L${x + w / 2} ${y}L${x} ${y + h / 2 + 8}L${x - w / 2} ${y}Z" ${paint}/>`
      : shape === 'cylinder' ? `<path d="M${x - w / 2} ${y - h / 2}v${h}a${w / 2} 8 0 0 0 ${w} 0v${-h}" ${paint}/><ellipse cx="${x}" cy="${y - h / 2}" rx="${w / 2}" ry="8" ${paint}/>`
        : shape === 'cloud' ? `<path d="M${x - w / 3} ${y + h / 3}a${h / 3} ${h / 3} 0 0 1 0 ${-h / 1.5}a${h / 2.4} ${h / 2.4} 0 0 1 ${w / 2.4} ${-h / 5}a${h / 3} ${h / 3} 0 0 1 ${w / 4} ${h / 1.4}z" ${paint}/>` : `<rect x="${x - w / 2}" y="${y - h / 2}" width="${w}" height="${h}" rx="${random.pick([0, 0, 6])}" ${paint}/>`;
    body += `<text x="${x}" y="${y + 5}" text-anchor="middle" font-size="${random.whole(10, 15)}" font-family="${random.pick(fonts)}" fill="#111">${random.pick(words)}</text>`;
  }
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`);
}

/** Shapes, landscapes, patterns and lines as a child or a pen draws them. */
function scene(random) {
  const [width, height] = size(random), style = random.pick(['shapes', 'shapes', 'land', 'lines', 'shadow', 'pattern']), [a, b] = [colour(random, [40, 97]), colour(random, [20, 95])];
  const spot = () => [random.whole(0, width), random.whole(0, height), random.whole(15, Math.min(width, height) / 3)];
  const blob = (x, y, r) => { const points = Array.from({ length: 9 }, (_, i) => { const q = r * (0.6 + 0.5 * random.next()), t = i * Math.PI * 2 / 9; return [x + q * Math.cos(t), y + q * Math.sin(t)]; }), mid = i => points[i % 9].map((at, axis) => (at + points[(i + 1) % 9][axis]) / 2).join(' '); return `M${mid(0)}${points.map((_, i) => `Q${points[(i + 1) % 9].join(' ')} ${mid(i + 1)}`).join('')}Z`; };
  let body = `<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${a}"/><stop offset="1" stop-color="${b}"/></linearGradient></defs><rect width="100%" height="100%" fill="${random.pick(['url(#g)', a, '#fff', '#fff'])}"/>`;
  if (style === 'shapes') for (let i = random.whole(1, 8); i > 0; i--) { const [x, y, r] = spot(), fill = random.chance(0.2) ? 'url(#g)' : colour(random), line = random.chance(0.4) ? 'stroke="#111" stroke-width="4"' : ''; body += random.pick([`<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" ${line}/>`, `<rect x="${x - r}" y="${y - r}" width="${2 * r}" height="${r * 1.4}" fill="${fill}" ${line}/>`, `<path d="M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z" fill="${fill}" ${line}/>`, `<path d="${blob(x, y, r)}" fill="${fill}" ${line}/>`]); }
  if (style === 'land') { for (let i = 0; i < 4; i++) body += `<path d="M0 ${height}V${height * (0.4 + i * 0.14)}${Array.from({ length: 5 }, (_, x) => `Q${width * (x + 0.5) / 5} ${height * (0.3 + i * 0.14 + 0.15 * random.next())} ${width * (x + 1) / 5} ${height * (0.4 + i * 0.14)}`).join('')}V${height}Z" fill="${colour(random, [25, 60])}"/>`; body += `<circle cx="${random.whole(50, width - 50)}" cy="${height * 0.2}" r="${random.whole(15, 50)}" fill="${random.pick(['#fd4', '#fff', '#e63'])}"/>`; }
  if (style === 'lines') for (let i = random.whole(4, 18); i > 0; i--) body += `<path d="${blob(...spot())}" fill="${random.chance(0.2) ? colour(random, [60, 90]) : 'none'}" stroke="#222" stroke-width="${random.pick([2, 3, 5])}"/>`;
  if (style === 'shadow') for (let i = random.whole(2, 6), [x, y] = [width / 2, height / 2]; i > 0; i--) body += `<path d="${blob(x + random.whole(-90, 90), y + random.whole(-90, 90), random.whole(30, 110))}" fill="#111"/>`;
  if (style === 'pattern') for (let y = 0, step = random.whole(24, 80), fill = colour(random); y < height; y += step) for (let x = 0; x < width; x += step) body += random.chance(0.8) ? `<rect x="${x}" y="${y}" width="${step * 0.6}" height="${step * 0.6}" rx="${random.pick([0, step])}" fill="${fill}"/>` : '';
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`);
}

/** Pages: columns, headings, large words, letters, lists; some turned, noisy or badly lit as a scan is. */
async function page(random) {
  const [width, height] = random.pick([[480, 640], [640, 480], [595, 842], [640, 300], [500, 240], [560, 560]]), style = random.pick(['page', 'page', 'columns', 'words', 'letter', 'list', 'quote', 'table']), dark = random.chance(0.12);
  const font = random.pick(fonts), ink = dark ? '#eee' : `hsl(${random.whole(0, 359)}, ${random.chance(0.15) ? 80 : 5}%, ${random.whole(0, 25)}%)`, paper = dark ? '#222' : `hsl(${random.whole(20, 60)}, ${random.whole(0, 40)}%, ${random.whole(88, 100)}%)`;
  const put = (x, y, px, words) => `<text x="${x}" y="${Math.round(y)}" font-family="${font}" font-size="${px}" fill="${ink}">${words}</text>`;
  let body = `<rect width="100%" height="100%" fill="${paper}"/>`;
  const fill = (left, right, top, px) => { for (let y = top; y < height - 30; y += px * 1.45) if (random.chance(0.93)) body += put(left, y, px, sentence(random, 30, 30).slice(0, Math.floor((right - left) / px * (random.chance(0.1) ? 0.9 : 1.75)))); };
  const px = random.whole(9, 20);
  if (style === 'page') { if (random.chance(0.6)) body += put(40, 50, px * 1.8, sentence(random, 2, 4)); fill(40, width - 40, 85, px); }
  if (style === 'columns') { fill(24, width / 2 - 12, 60, Math.min(px, 12)); fill(width / 2 + 12, width - 24, 60, Math.min(px, 12)); }
  if (style === 'words') for (let y = height * 0.25, large = random.whole(28, 70); y < height * 0.9; y += large * 1.3) body += put(30, y, large, sentence(random, 1, 2));
  if (style === 'letter') body += `<text x="50%" y="65%" text-anchor="middle" font-family="${font}" font-size="${random.whole(140, 300)}" fill="${ink}">${random.pick(['A', 'Q', 'hi', 'R', '7', 'ß', 'Ж', 'Ω', 'no', '&amp;', '42', 'ok'])}</text>`;
  if (style === 'list') for (let y = 60, i = 1; y < height - 30; y += px * 2, i++) body += put(40, y, px, `${random.chance(0.5) ? `${i}.` : '•'} ${sentence(random, 2, 6)}`);
  if (style === 'quote') for (let y = height * 0.35; y < height * 0.7; y += 40) body += put(width * 0.12, y, 26, sentence(random, 2, 4));
  if (style === 'table') for (let y = 50; y < height - 30; y += px * 1.8) for (let x = 30; x < width - 60; x += 110) body += put(x, y, px * 0.9, random.chance(0.5) ? random.pick(words) : random.whole(1, 9999));
  let image = sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`)).flatten({ background: '#fff' });
  if (random.chance(0.35)) {
    image = sharp(await image.rotate((random.next() - 0.5) * 6, { background: random.pick([paper, '#888', '#333']) }).png().toBuffer());
    const { width: w, height: h } = await image.metadata();
    const noise = await sharp({ create: { width: w, height: h, channels: 3, background: '#808080', noise: { type: 'gaussian', mean: 128, sigma: random.whole(4, 24) } } }).png().toBuffer();
    const shade = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><defs><linearGradient id="a" x1="0" y1="0" x2="1" y2="${random.next()}"><stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="hsl(40, 12%, ${random.whole(50, 90)}%)"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#a)"/></svg>`);
    image = sharp(await image.composite([{ input: shade, blend: 'multiply' }, { input: noise, blend: 'soft-light' }]).blur(random.pick([0.3, 0.5, 0.9, 1.4])).png().toBuffer());
  }
  return image.png().toBuffer();
}

/** @yields {{ kind: string, source: string, bytes: Buffer }} */
export async function* generated(maxSide) {
  const viz = await graphviz();
  const makers = [
    ['chart', 'vega', 90, vegaChart], ['chart', 'echarts', 90, echart], ['chart', 'chart.js', 60, canvasChart],
    ['diagram', 'graphviz', 80, random => dot(random, viz)], ['diagram', 'nomnoml', 50, boxes], ['diagram', 'state-machine-cat', 25, states], ['diagram', 'world-atlas', 90, map], ['diagram', 'flow', 60, flow],
    ['drawing', 'scene', 120, scene], ['text', 'page', 220, page],
  ];
  for (const [kind, source, count, make] of makers)
    for (let i = 0, random = new Random(source); i < count; i++)
      try {
        const bytes = await make(random), image = sharp(bytes, { density: 96 }).flatten({ background: '#fff' }).resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true });
        yield { kind, source, bytes: await image.png().toBuffer() };
      } catch (error) { console.error(source, error.message.slice(0, 100)); }
}
