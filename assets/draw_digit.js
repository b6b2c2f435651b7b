// Draw a digit: the network of chapter 8 answers in the page; no server is
// asked. digits_net.js, which `make execute` writes, holds the network and ten
// drawn digits. `pixels` and `ink` do what helpers/strokes.py does.
(() => {
const { strokes: ourDigits, ...packed } = window.egc.digits_net;
const SIZE = 28, BOX = 20, CENTRE = 14.5, RADIUS = 1.25; // pixels
const SHOWN_UNITS = 8, FULL_COLOURS = 100; // so many pixels are at the limit
const FIELD = 280; // the field's side, its own unit
const PEN = 18, LEAST_STEP = 2; // of the field

// --- The network ---

function unpacked({ int8, scale }) {
  const bytes = Uint8Array.from(atob(int8), (c) => c.charCodeAt(0));
  const whole = new Int8Array(bytes.buffer);
  return Float64Array.from(whole, (q, k) => q * scale[k % scale.length]);
}

const W1 = unpacked(packed.W1), W2 = unpacked(packed.W2);
const HIDDEN = packed.b1.length, CLASSES = packed.b2.length;

function layer(x, W, b) {
  const z = Float64Array.from(b);
  x.forEach((value, d) => {
    if (value !== 0)
      for (let j = 0; j < z.length; j++) z[j] += value * W[d * z.length + j];
  });
  return z;
}

function softmax(scores) {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

function forward(x) {
  const a1 = layer(x, W1, packed.b1).map((z) => Math.max(0, z));
  return { a1, probs: softmax(layer(a1, W2, packed.b2)) };
}

// --- From strokes to pixels ---

function segments(strokes) {
  return strokes.flatMap((points) =>
    points.length === 1
      ? [[...points[0], ...points[0]]]
      : points.slice(1).map((point, k) => [...points[k], ...point]),
  );
}

function ink(pieces) {
  const nearest = new Float64Array(SIZE * SIZE).fill(Infinity);
  const reach = RADIUS + 0.5;
  const clip = (value, high) => Math.min(Math.max(value, 0), high);
  for (const [x0, y0, x1, y1] of pieces) {
    const dx = x1 - x0, dy = y1 - y0;
    const squared = Math.max(dx * dx + dy * dy, 1e-12);
    const first = (a, b) => clip(Math.floor(Math.min(a, b) - reach), SIZE);
    const end = (a, b) => clip(Math.ceil(Math.max(a, b) + reach), SIZE);
    for (let row = first(y0, y1); row < end(y0, y1); row++)
      for (let column = first(x0, x1); column < end(x0, x1); column++) {
        const px = column + 0.5 - x0, py = row + 0.5 - y0;
        const share = clip((px * dx + py * dy) / squared, 1);
        const away = Math.hypot(px - share * dx, py - share * dy);
        const place = row * SIZE + column;
        nearest[place] = Math.min(nearest[place], away);
      }
  }
  return nearest.map((distance) => clip(reach - distance, 1));
}

function pixels(strokes) {
  const pieces = segments(strokes);
  const xs = pieces.flatMap(([x0, , x1]) => [x0, x1]);
  const ys = pieces.flatMap(([, y0, , y1]) => [y0, y1]);
  const ends = [xs, ys].map((v) => [Math.min(...v), Math.max(...v)]);
  const extent = Math.max(...ends.map(([low, high]) => high - low), 1e-12);
  const scale = (BOX - 2 * RADIUS) / extent;
  const moved = (pieces, scale, from, to) =>
    pieces.map((piece) => piece.map((v, k) => (v - from[k % 2]) * scale + to));
  const middle = ends.map(([low, high]) => (low + high) / 2);
  const placed = moved(pieces, scale, middle, SIZE / 2);
  const drawn = ink(placed);
  let sum = 0, x = 0, y = 0;
  drawn.forEach((value, place) => {
    sum += value;
    x += value * ((place % SIZE) + 0.5);
    y += value * (Math.floor(place / SIZE) + 0.5);
  });
  return ink(moved(placed, 1, [x / sum, y / sum], CENTRE));
}

// --- What is shown ---

const place = document.querySelector(".draw-digit");
place.innerHTML = `
  <div class="draw-on-paper">${place.innerHTML}</div>
  <div class="draw-field">
    <canvas width="${2 * FIELD}" height="${2 * FIELD}" role="img"
      aria-label="Field to draw a digit in, with mouse, finger or pen. By
      keyboard, choose one of the ten drawn digits below."></canvas>
    <p><button type="button" class="draw-clear">Clear</button></p>
    <p class="draw-ours" role="group" aria-label="Digits drawn by the book">
      or one of ours: ${ourDigits
        .map((_, k) => `<button type="button">${k}</button>`)
        .join(" ")}</p>
  </div>
  <div class="draw-answers">
    <p role="status"></p>
    <p>Probabilities:</p>
    <ol>${packed.b2
      .map((_, k) => `<li>${k}<span><i></i></span><b>–</b></li>`)
      .join("")}</ol>
    <p class="draw-time"></p>
  </div>
  <figure class="draw-input">
    <canvas role="img"></canvas>
    <figcaption>What the network gets: 28 by 28 pixels</figcaption>
  </figure>
  <div class="draw-units">
    <p>What the ${SHOWN_UNITS} busiest of ${HIDDEN} hidden units see of it:
    yellow ink excites the unit, blue ink calms it. Below each, its answer, and
    the digit that it speaks for most. The votes of all units are added, so
    some of these may speak for another digit than the answer.</p>
    <ol>${"<li><canvas role='img'></canvas><span></span></li>".repeat(
      SHOWN_UNITS,
    )}</ol>
  </div>`;
const one = (selector) => place.querySelector(selector);
const all = (selector) => [...place.querySelectorAll(selector)];
const field = one(".draw-field canvas"), paper = field.getContext("2d");
const status = one("[role=status]");
paper.scale(2, 2); // twice as fine, for sharp screens
Object.assign(paper, { lineWidth: PEN, lineCap: "round", lineJoin: "round" });

// From blue over grey to yellow, for -1 to 1, as in the chapter's figures.
const ENDS = [[0, 34, 78], [125, 124, 120], [254, 232, 56]];
function colour(value) {
  const [from, to, share] =
    value < 0 ? [ENDS[1], ENDS[0], -value] : [ENDS[1], ENDS[2], value];
  return from.map((part, k) => part + share * (to[k] - part));
}

/** Name a picture, or without words hide it from a screen reader. */
function label(canvas, words) {
  canvas.ariaHidden = words ? null : "true";
  canvas.ariaLabel = words;
}

function paint(canvas, values, colours) {
  canvas.width = canvas.height = SIZE;
  const image = new ImageData(SIZE, SIZE);
  values.forEach((value, k) => image.data.set([...colours(value), 255], 4 * k));
  canvas.getContext("2d").putImageData(image, 0, 0);
}

function redraw(strokes) {
  paper.clearRect(0, 0, FIELD, FIELD);
  for (const points of strokes) {
    paper.beginPath();
    paper.moveTo(...points[0]);
    points.forEach((point) => paper.lineTo(...point));
    paper.stroke();
  }
}

function showUnits(x, a1) {
  const busiest = [...a1.keys()].sort((i, j) => a1[j] - a1[i]);
  const seen = busiest
    .slice(0, SHOWN_UNITS)
    .map((j) => x.map((value, d) => value * W1[d * HIDDEN + j]));
  const sizes = seen.flatMap((values) => [...values.map(Math.abs)]);
  const limit = sizes.sort((a, b) => b - a)[FULL_COLOURS];
  all(".draw-units li").forEach((item, k) => {
    const j = busiest[k];
    const weights = [...W2.subarray(j * CLASSES, (j + 1) * CLASSES)];
    const digit = weights.indexOf(Math.max(...weights));
    const [canvas, text] = item.children;
    const clip = (v) => Math.min(Math.max(v, -1), 1);
    paint(canvas, seen[k].map((v) => clip(v / limit)), colour);
    const found = `${a1[j].toFixed(1)}, for ${digit}`;
    label(canvas, `What unit ${j} sees: answer ${found}`);
    text.textContent = `unit ${j}: ${found}`;
  });
}

function showProbs(probs) {
  all(".draw-answers li").forEach((item, k) => {
    item.querySelector("i").style.width = `${100 * probs[k]}%`;
    item.querySelector("b").textContent = probs[k].toFixed(2);
  });
}

function answer(strokes) {
  const start = performance.now();
  const x = pixels(strokes);
  const { a1, probs } = forward(x);
  redraw(strokes);
  paint(one(".draw-input canvas"), x, (v) => Array(3).fill(255 * (1 - v)));
  showUnits(x, a1);
  showProbs(probs);
  const time = performance.now() - start;
  one(".draw-time").textContent = `Answered in ${time.toFixed(1)} ms.`;
  return probs;
}

/** Tell a screen reader, and the eye, once a stroke is finished. */
function say(probs, whose) {
  const order = [...probs.keys()].sort((i, j) => probs[j] - probs[i]);
  const [first, second] = order.map((k) => [k, probs[k].toFixed(2)]);
  const next = second[1] > 0 ? `, ${second[0]} with ${second[1]}` : "";
  status.textContent =
    `The network reads ${first[0]}, with probability ${first[1]}${next}.`;
  label(
    one(".draw-input canvas"),
    `${whose}, scaled and centred, in 28 by 28 pixels`,
  );
}

// --- Pen, buttons ---

let drawing = []; // strokes: lists of [x, y]

function pointOf(event) {
  const { left, top, width } = field.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top].map(
    (v) => (v * FIELD) / width,
  );
}

field.addEventListener("pointerdown", (event) => {
  field.setPointerCapture(event.pointerId);
  drawing.push([pointOf(event)]);
  answer(drawing);
});
field.addEventListener("pointermove", (event) => {
  if (!field.hasPointerCapture(event.pointerId)) return;
  const stroke = drawing.at(-1), point = pointOf(event), last = stroke.at(-1);
  if (Math.hypot(point[0] - last[0], point[1] - last[1]) < LEAST_STEP) return;
  stroke.push(point);
  answer(drawing);
});
field.addEventListener("lostpointercapture", () =>
  say(answer(drawing), "Your drawing"),
);

function clear() {
  drawing = [];
  paper.clearRect(0, 0, FIELD, FIELD);
  all(".draw-answers i").forEach((bar) => (bar.style.width = 0));
  all(".draw-answers b").forEach((text) => (text.textContent = "–"));
  all(".draw-units span").forEach((text) => (text.textContent = ""));
  all("li canvas, .draw-input canvas").forEach((canvas) => {
    canvas.width = canvas.height = SIZE; // which empties it
    label(canvas, null);
  });
  one(".draw-time").textContent = "";
  status.textContent = "Draw a digit, or press one of ours.";
}
one(".draw-clear").addEventListener("click", clear);
all(".draw-ours button").forEach((button, k) =>
  button.addEventListener("click", () => {
    const points = (stroke) => stroke.map((p) => p.map((v) => v * FIELD / 100));
    drawing = ourDigits[k].map(points);
    say(answer(drawing), `Our ${k}`);
  }),
);
answer(ourDigits[0]); // the first answer is slow: before the reader's
clear();
})();
