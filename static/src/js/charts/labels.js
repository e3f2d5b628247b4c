// Where the names beside the dots of a picture stand: pure, in whatever unit. insights/paper/labels.py does the same, step by
// step, and a test holds the two together.
//
//   box     {left, top, right, bottom}
//   spot    {x, y, reach, wide}: the middle of a dot, how far it reaches, how wide its name is
//   place   {box, leader: {x1, y1, x2, y2} | null, number: 1 | null}

const NEAR = 3; // between a dot and its name
const RINGS = Array.from({ length: 14 }, (_, at) => 10 + 8 * at); // how far a name may stand that has a line to its dot
const MOST_TRIES = 24;
const WORK = 400; // dots that are tried in all, so that a picture of many is not drawn for seconds
const STEP = 4; // by which a word slides
// Points on a square around a dot, the best first.
const STRAIGHT = [[1, 0], [-1, 0], [0, 1], [0, -1]];
const SLANTS = [0.5, -0.5, 1, -1, 0.25, -0.25, 0.75, -0.75];
const BESIDE = SLANTS.flatMap((down) => [1, -1].map((right) => [right, down]));
const ABOVE = SLANTS.filter((right) => Math.abs(right) < 1).flatMap((right) => [1, -1].map((down) => [right, down]));
const SIDES = [...STRAIGHT, ...BESIDE, ...ABOVE];

const boxOf = ({ x, y, reach }) => ({ left: x - reach, top: y - reach, right: x + reach, bottom: y + reach });

export function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** Whether some of the line lies within the box; touching its edge does not count. */
function crossesBox({ x1, y1, x2, y2 }, box) {
  let [first, last] = [0, 1];
  for (const [start, end, low, high] of [[x1, x2, box.left, box.right], [y1, y2, box.top, box.bottom]]) {
    if (start === end) {
      if (start <= low || start >= high) return false;
      continue;
    }
    const [one, other] = [(low - start) / (end - start), (high - start) / (end - start)];
    first = Math.max(first, Math.min(one, other));
    last = Math.min(last, Math.max(one, other));
  }
  return first < last;
}

/** Whether the ends of the other lie on the two sides of the line. */
function parts(line, other) {
  const [right, down] = [line.x2 - line.x1, line.y2 - line.y1];
  const first = right * (other.y1 - line.y1) - down * (other.x1 - line.x1);
  const second = right * (other.y2 - line.y1) - down * (other.x2 - line.x1);
  return first * second < 0;
}

/** Boxes that touch a square around the dot, with the line from its middle to where they touch it. */
function around(spot, wide, gap, line) {
  return SIDES.map(([right, down]) => {
    const [x, y] = [spot.x + right * (spot.reach + gap), spot.y + down * (spot.reach + gap)];
    const left = x - (wide * (1 - right)) / 2;
    const top = Math.abs(right) === 1 ? y - line / 2 : y - (line * (1 - down)) / 2;
    return { box: { left, top, right: left + wide, bottom: top + line }, leader: { x1: spot.x, y1: spot.y, x2: x, y2: y } };
  });
}

class Picture {
  constructor(area, dots, boxes) {
    Object.assign(this, { area, dots, boxes: [...boxes], leaders: [] });
  }

  copy() {
    return new Picture(this.area, this.dots, this.boxes);
  }

  put({ box, leader }) {
    this.boxes.push(box);
    if (leader) this.leaders.push(leader);
  }

  hasRoom(box, ranges = []) {
    const { area } = this;
    if (box.left < area.left || box.right > area.right || box.top < area.top || box.bottom > area.bottom) return false;
    if ([this.dots, this.boxes, ranges].some((taken) => taken.some((other) => overlap(box, other)))) return false;
    return !this.leaders.some((leader) => crossesBox(leader, box));
  }

  /** A line may cross its own dot and those that lie on it, and nothing else. */
  isClear(leader, own) {
    const dots = this.dots.filter((dot) => !overlap(dot, own));
    if ([dots, this.boxes].some((taken) => taken.some((box) => crossesBox(leader, box)))) return false;
    return !this.leaders.some((other) => parts(leader, other) && parts(other, leader));
  }
}

/** Beside the dot, off the ranges of all rates if possible. */
function findNear(spot, wide, picture, ranges, line) {
  for (const avoided of [ranges, []]) {
    const found = around(spot, wide, NEAR, line).find(({ box }) => picture.hasRoom(box, avoided));
    if (found) return { box: found.box, leader: null, number: null };
  }
  return null;
}

function findFar(spot, wide, picture, ranges, line) {
  const own = boxOf(spot);
  for (const avoided of [ranges, []]) {
    for (const gap of RINGS) {
      const found = around(spot, wide, gap, line)
        .find(({ box, leader }) => picture.hasRoom(box, avoided) && picture.isClear(leader, own));
      if (found) return { ...found, number: null };
    }
  }
  return null;
}

const findPlace = (...given) => findNear(...given) ?? findFar(...given);

/** Those that come first, then all beside their dot, then with a line whoever has no room there. */
function tryNames(spots, picture, ranges, line, first, order) {
  const places = spots.map(() => null);
  for (const [find, turn] of [[findPlace, first], [findNear, order], [findFar, order]]) {
    for (const at of turn) {
      if (places[at]) continue;
      places[at] = find(spots[at], spots[at].wide, picture, ranges, line);
      if (places[at]) picture.put(places[at]);
    }
  }
  return places;
}

/** The best of a few tries: whoever found no place comes first in the next one. */
function placeAllNames(spots, start, ranges, line) {
  const choices = spots.map((spot) => around(spot, spot.wide, NEAR, line).filter(({ box }) => start.hasRoom(box)).length || SIDES.length + 1);
  const order = spots.map((_, at) => at).sort((one, other) => choices[one] - choices[other] || one - other);
  let first = [];
  let best = { picture: start, places: [], missing: spots.length + 1 };
  const tries = Math.min(MOST_TRIES, Math.floor(WORK / Math.max(1, spots.length)) + 2);
  for (let turn = 0; turn < tries; turn++) {
    const picture = start.copy();
    const places = tryNames(spots, picture, ranges, line, first, order);
    const missing = order.filter((at) => !places[at]);
    if (missing.length < best.missing) best = { picture, places, missing: missing.length };
    if (!missing.length || 2 * missing.length > spots.length) break;
    first = [...missing, ...first.filter((at) => !missing.includes(at))];
  }
  return best;
}

/**
 * A place for each dot, none of which touches another, a dot or a word; null where there is no room at all.
 * A name for whom there is no room becomes a number, and all of them do if most would. measure tells the width of a number.
 */
export function placeNames(spots, { ranges = [], words = [], area, line, measure }) {
  const start = new Picture(area, spots.map(boxOf), words);
  let { picture, places } = placeAllNames(spots, start, ranges, line);
  if (2 * places.filter(Boolean).length < spots.length) [picture, places] = [start, spots.map(() => null)];
  let number = 1;
  spots.forEach((spot, at) => {
    if (places[at]) return;
    const place = findPlace(spot, measure(number), picture, ranges, line);
    if (!place) return;
    places[at] = { ...place, number: number++ };
    picture.put(place);
  });
  return places;
}

/**
 * Where the words of the corners stand: top left, top right, bottom left, bottom right. Each slides from its corner along the
 * strip outside the field, then along the one inside, to where neither a dot nor another word is; null where there is none.
 */
export function placeWords(widths, { taken, area, line, gap }) {
  const boxes = [...taken];
  return widths.map((wide, at) => {
    const tops = at < 2 ? [area.top - gap - line, area.top + gap] : [area.bottom + gap, area.bottom - gap - line];
    const box = tops.map((top) => slide(wide, top, line, at % 2 === 1, area, boxes)).find(Boolean) ?? null;
    if (box) boxes.push({ ...box, left: box.left - 3 * gap, right: box.right + 3 * gap });
    return box;
  });
}

function slide(wide, top, line, isRight, area, taken) {
  const step = isRight ? -STEP : STEP;
  for (let left = isRight ? area.right - wide : area.left; left >= area.left && left + wide <= area.right; left += step) {
    const box = { left, top, right: left + wide, bottom: top + line };
    if (!taken.some((other) => overlap(box, other))) return box;
  }
  return null;
}
