// Lines over two axes as SVG. Every line has a pattern of its own beside its colour, and its name in the legend.

const ns = 'http://www.w3.org/2000/svg';
/** A chart is drawn for the width it is shown at: its page draws it again when this changes. */
export const narrow = matchMedia('(max-width: 600px)');
const height = 300, left = 64, right = 12, top = 12, bottom = 44;

function draw(name, attributes, ...children) {
  const element = document.createElementNS(ns, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

function paragraph(className, ...children) {
  const element = document.createElement('p');
  element.className = className;
  element.append(...children);
  return element;
}

/** 0, 20, 40, ... up to `most`: about `count` steps of 1, 2 or 5 times a power of ten. */
function ticks(most, count) {
  const raw = most / count, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Powers of ten up to `most`; of two where there would be fewer than three. */
function powers(most) {
  const base = most >= 1000 ? 10 : 2;
  return Array.from({ length: Math.floor(Math.log(most) / Math.log(base) + 1e-9) + 1 }, (_, index) => base ** index);
}

/** {share(value), marks}: where a value lies on an axis, 0 to 1, and the values that are written beside it. */
const linear = (most, count) => ({ share: (value) => value / most, marks: ticks(most, count) });
function logarithmic(least, most) {
  const whole = Math.max(most / least, 2);
  return { share: (value) => Math.log(Math.max(value / least, 1)) / Math.log(whole), marks: powers(whole).map((power) => power * least) };
}

/**
 * `lines`: [{label, points: [[x, y], ...]}], x rising, at most three of them; `x`, `y`: what the axes are; `label`: of
 * the whole; `format(number)`; `unit`: behind the numbers of y; `log_x`: x from 1; `log_y`: y above 0. Its mark(x) draws
 * an upright line there and a dot on the first line.
 */
export function line_chart({ lines, x, y, label, format, unit = '', log_x = false, log_y = false }) {
  const width = narrow.matches ? 360 : 720; // as wide as it is shown, about: then its type has 13 pixels
  const all = (part) => lines.flatMap(({ points }) => points.map((point) => point[part]));
  const most_x = Math.max(...all(0)), most_y = Math.max(...all(1), 1e-9);
  const across = log_x ? logarithmic(1, most_x) : linear(most_x, width / 150);
  const up = log_y ? logarithmic(10 ** Math.floor(Math.log10(Math.min(...all(1)))), most_y) : linear(most_y, 4);
  const x_of = (value) => left + across.share(value) * (width - left - right);
  const y_of = (value) => height - bottom - up.share(value) * (height - top - bottom);

  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': label });
  for (const value of up.marks) {
    svg.append(draw('line', { class: 'grid', x1: left, x2: width - right, y1: y_of(value), y2: y_of(value) }),
      draw('text', { x: left - 8, y: y_of(value) + 4, class: 'at-end' }, `${format(value)}${unit}`));
  }
  for (const value of across.marks) {
    const near_end = x_of(value) > width - 40;
    svg.append(draw('line', { class: 'tick', x1: x_of(value), x2: x_of(value), y1: height - bottom, y2: height - bottom + 5 }),
      draw('text', { x: near_end ? width : x_of(value), y: height - bottom + 19, class: near_end ? 'at-end' : 'at-middle' }, format(value)));
  }
  svg.append(draw('line', { class: 'axis', x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }), draw('text', { x: width - right, y: height - 6, class: 'at-end' }, x),
    ...lines.map(({ points }, index) => draw('polyline', { class: `line-${index + 1}`, points: points.map((point) => `${x_of(point[0]).toFixed(1)},${y_of(point[1]).toFixed(1)}`).join(' ') })));

  const figure = document.createElement('figure');
  figure.className = 'chart-figure';
  figure.append(lines.length > 1 ? legend(y, lines) : paragraph('chart-legend', y), svg);
  figure.mark = marker(svg, lines[0].points, x_of, y_of);
  return figure;
}

function legend(what, lines) {
  const keys = lines.flatMap((line, index) => {
    const key = document.createElement('span');
    key.className = 'chart-key';
    key.append(draw('svg', { viewBox: '0 0 28 8', width: 28, height: 8, 'aria-hidden': 'true' }, draw('line', { class: `line-${index + 1}`, x1: 0, x2: 28, y1: 4, y2: 4 })), ` ${line.label}`);
    return [' ', key];
  });
  return paragraph('chart-legend', `${what}:`, ...keys);
}

function marker(svg, points, x_of, y_of) {
  const upright = draw('line', { class: 'mark', y1: top, y2: height - bottom }), dot = draw('circle', { class: 'mark', r: 5 });
  return (value) => {
    const point = points.findLast((each) => each[0] <= value) ?? points[0];
    for (const key of ['x1', 'x2']) upright.setAttribute(key, String(x_of(value)));
    dot.setAttribute('cx', String(x_of(value)));
    dot.setAttribute('cy', String(y_of(point[1])));
    svg.append(upright, dot);
  };
}
