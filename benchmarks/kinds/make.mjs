// Draws 60 pictures of each kind into FOLDER/{blank,noise,text,chart,drawing,screenshot}/NN.png, the same at every run.
// usage: node make.mjs FOLDER [SEED]     (fonts: Debian's fonts-dejavu-core)
import { mkdirSync } from 'node:fs';
import sharp from 'sharp';

const folder = process.argv[2], count = 60;
let state = Number(process.argv[3] ?? 1);
const random = () => { state = (state * 48271) % 2147483647; return state / 2147483647; };
const whole = (low, high) => Math.floor(low + random() * (high - low + 1));
const pick = list => list[whole(0, list.length - 1)];
const colour = (light = [20, 90]) => `hsl(${whole(0, 359)} ${whole(30, 90)}% ${whole(...light)}%)`;
const words = 'the of and to in that is was for it with as his on be at by had not are but from or have an they which one you were all her she there would their we him been has when who will no more if out so said what up its about into than them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years where much your way down should because long each just those people how too little good world still own see men work life being under never day same another know year while last might us great old come since against go came right used take three'.split(' ');
const sentence = length => Array.from({ length }, () => pick(words)).join(' ').replace(/^./, letter => letter.toUpperCase());
const svg = (width, height, body) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`);
const size = () => pick([[640, 480], [800, 600], [480, 640], [600, 600], [1024, 768]]);
const text = (x, y, px, fill, words, font = 'DejaVu Sans') => `<text x="${x}" y="${y}" font-family="${font}" font-size="${px}" fill="${fill}">${words}</text>`;

const draw = {
  blank: () => { const [w, h] = size(); return svg(w, h, `<rect width="100%" height="100%" fill="${colour([5, 98])}"/>`); },
  noise: async () => { const [w, h] = size(), raw = Buffer.from(Array.from({ length: w * h * 3 }, () => whole(0, 255))); return sharp(raw, { raw: { width: w, height: h, channels: 3 } }).png().toBuffer(); },
  text: () => {
    const [w, h] = size(), px = whole(14, 26), dark = random() < 0.15, font = pick(['DejaVu Sans', 'DejaVu Serif', 'DejaVu Sans Mono']), margin = whole(20, 60);
    const ink = dark ? '#eee' : `hsl(0 0% ${whole(0, 25)}%)`, paper = dark ? '#222' : `hsl(${whole(20, 60)} ${whole(0, 40)}% ${whole(92, 100)}%)`;
    let body = `<rect width="100%" height="100%" fill="${paper}"/>`;
    for (let y = margin + px; y < h - margin; y += px * 1.5) if (random() > 0.08) body += text(margin, Math.round(y), px, ink, sentence(60).slice(0, Math.floor((w - 2 * margin) / px * 1.6)), font);
    return svg(w, h, body);
  },
  chart: () => {
    const [w, h] = size(), kind = pick(['bars', 'line', 'pie', 'points']), ink = '#333';
    let body = `<rect width="100%" height="100%" fill="${pick(['#fff', '#fff', '#fafafa', '#f4f6fb'])}"/>` + text(w / 4, 34, 20, ink, sentence(whole(2, 5)));
    if (kind === 'pie') {
      let angle = 0; const r = Math.min(w, h) / 3, n = whole(3, 6);
      for (let i = 0; i < n; i++) { const next = i === n - 1 ? 2 * Math.PI : angle + (2 * Math.PI / n) * (0.5 + random() * 0.9); body += `<path d="M${w / 2} ${h / 2}L${w / 2 + r * Math.cos(angle)} ${h / 2 + r * Math.sin(angle)}A${r} ${r} 0 ${next - angle > Math.PI ? 1 : 0} 1 ${w / 2 + r * Math.cos(next)} ${h / 2 + r * Math.sin(next)}Z" fill="${colour([35, 65])}"/>`; angle = next; }
    } else {
      body += `<path d="M60 60V${h - 50}H${w - 30}" stroke="${ink}" stroke-width="2" fill="none"/>`;
      const n = whole(4, 12), step = (w - 110) / n, fill = colour([30, 60]), y = Array.from({ length: n }, () => 80 + random() * (h - 150));
      y.forEach((top, i) => { const x = 70 + i * step; body += kind === 'bars' ? `<rect x="${x}" y="${top}" width="${step * 0.7}" height="${h - 50 - top}" fill="${fill}"/>` : kind === 'points' ? `<circle cx="${x + random() * step}" cy="${top}" r="5" fill="${fill}"/>` : ''; body += text(x, h - 30, 11, ink, pick(words)); });
      if (kind === 'line') body += `<path d="M${y.map((top, i) => `${70 + i * step} ${top}`).join('L')}" stroke="${fill}" stroke-width="3" fill="none"/>`;
    }
    return svg(w, h, body);
  },
  drawing: () => {
    const [w, h] = size(); let body = `<rect width="100%" height="100%" fill="${colour([40, 97])}"/>`;
    for (let i = whole(1, 7); i > 0; i--) { const x = whole(0, w), y = whole(0, h), r = whole(20, Math.min(w, h) / 3), fill = colour([25, 75]); body += pick([`<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}"/>`, `<rect x="${x - r}" y="${y - r}" width="${2 * r}" height="${r * 1.4}" fill="${fill}"/>`, `<path d="M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z" fill="${fill}"/>`, `<ellipse cx="${x}" cy="${y}" rx="${r}" ry="${r / 2}" fill="${fill}" stroke="#222" stroke-width="4"/>`]); }
    return svg(w, h, body);
  },
  screenshot: () => {
    const [w, h] = size(), dark = random() < 0.3, paper = dark ? '#1e1e22' : '#fff', ink = dark ? '#ddd' : '#222', bar = colour(dark ? [15, 30] : [40, 90]);
    let body = `<rect width="100%" height="100%" fill="${paper}"/><rect width="100%" height="36" fill="${bar}"/><circle cx="18" cy="18" r="6" fill="#e55"/><circle cx="38" cy="18" r="6" fill="#ec4"/><circle cx="58" cy="18" r="6" fill="#5b5"/>` + text(80, 23, 14, dark ? '#fff' : '#111', sentence(3));
    const side = random() < 0.7 ? whole(120, 200) : 0;
    if (side) { body += `<rect y="36" width="${side}" height="${h}" fill="${dark ? '#2a2a30' : '#eef0f4'}"/>`; for (let y = 70; y < h - 30; y += 34) body += text(16, y, 13, ink, sentence(2)); }
    for (let y = 80; y < h - 40;) {
      const kind = pick(['text', 'text', 'button', 'field', 'card']);
      if (kind === 'text') { body += text(side + 24, y, 14, ink, sentence(whole(4, 12))); y += 24; }
      if (kind === 'button') { body += `<rect x="${side + 24}" y="${y - 8}" width="120" height="32" rx="6" fill="${colour([35, 55])}"/>` + text(side + 44, y + 13, 13, '#fff', pick(words)); y += 46; }
      if (kind === 'field') { body += `<rect x="${side + 24}" y="${y - 8}" width="${w - side - 80}" height="30" fill="none" stroke="#999"/>`; y += 44; }
      if (kind === 'card') { body += `<rect x="${side + 24}" y="${y - 8}" width="${w - side - 60}" height="80" rx="8" fill="${dark ? '#33333a' : '#f2f4f7'}"/>` + text(side + 40, y + 20, 15, ink, sentence(4)) + text(side + 40, y + 46, 12, ink, sentence(9)); y += 96; }
    }
    return svg(w, h, body);
  },
};

for (const [kind, make] of Object.entries(draw)) {
  mkdirSync(`${folder}/${kind}`, { recursive: true });
  for (let i = 0; i < count; i++) await sharp(await make()).flatten({ background: '#fff' }).png({ compressionLevel: 1 }).toFile(`${folder}/${kind}/${String(i).padStart(2, '0')}.png`);
}
