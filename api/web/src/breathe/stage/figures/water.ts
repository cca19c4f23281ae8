/** Light on water: a low sun or moon, and its road of glints.
 *
 * Apart, the glints lie scattered as wind leaves them. The more they share, the more they gather to one road that sways as
 * a whole. The heart's rise widens and brightens the light, its fall lets it sink back.
 */
import type { FigureState } from "../motion.ts";
import { between, type Brush, drawGlow, type Figure, layerOf, paintLayer, type Place, RIM, rgba } from "./figure.ts";

const ROWS = 26;
const GLINTS = 5;
const HORIZON = -0.04;
const GOLDEN = 0.6180339887498949;
/** Glints of one brightness are drawn in one go. */
const BRIGHTNESSES = 6;

/** The light of the sky reaches so far down into the sea, as a part of its height. */
const MIRRORED = 0.25;

export const water: Figure = (place) => {
  const { half, colours } = place;
  const back = layerOf(place, (brush) => {
    brush.fillStyle = rgba(colours.sky, 1);
    brush.fillRect(-half, -half, 2 * half, 2 * half);
    drawSea(brush, place, 0);
  });
  const glow = layerOf(place, (brush) => drawGlow(brush, place, colours.light), -1, HORIZON);
  const bright = layerOf(place, (brush) => drawSea(brush, place, 1), HORIZON, HORIZON + MIRRORED * (1 - HORIZON));
  return (brush, state) => {
    paintLayer(brush, back);
    paintLayer(brush, glow, 0.5 + state.life * (0.15 + 0.45 * state.rise));
    paintLayer(brush, bright, state.rise * state.life);
    paintGlints(brush, place, state);
  };
};

/** The sea under a sky that is dull, 0, or bright, 1. */
function drawSea(brush: Brush, { half, colours }: Place, brightness: number): void {
  const top = HORIZON * half;
  const sea = brush.createLinearGradient(0, top, 0, half);
  sea.addColorStop(0, rgba(between(colours.sky, colours.light, 0.2 + 0.25 * brightness), 1));
  sea.addColorStop(MIRRORED, rgba(between(colours.sky, colours.near, colours.isDark ? 0.25 : 0.45), 1));
  sea.addColorStop(1, rgba(between(colours.sky, colours.near, colours.isDark ? 0.4 : 0.8), 1));
  brush.fillStyle = sea;
  brush.fillRect(-half, top, 2 * half, half - top);
}

function paintGlints(brush: Brush, { half, colours }: Place, state: FigureState): void {
  const paths = Array.from({ length: BRIGHTNESSES }, () => new Path2D());
  for (let row = 0; row < ROWS; row += 1) addRow(paths, half, state, row);
  brush.fillStyle = rgba(colours.light, 1);
  paths.forEach((path, step) => {
    brush.globalAlpha = (step + 0.5) / BRIGHTNESSES;
    brush.fill(path);
  });
  brush.globalAlpha = 1;
}

/** One row of glints; rows come nearer, wider and slower towards the bottom. */
function addRow(paths: readonly Path2D[], half: number, state: FigureState, row: number): void {
  const near = ((row + 1) / ROWS) ** 1.5;
  const y = half * (HORIZON + (RIM - HORIZON) * near);
  const sway = 0.07 * near * Math.sin(0.5 * state.timeS - 5 * near);
  const road = (0.1 + 0.3 * near) * (0.7 + 0.5 * state.rise);
  const high = Math.max(0.8, half * (0.0035 + 0.009 * near));
  for (let glint = 0; glint < GLINTS; glint += 1) {
    const own = (row * GLINTS + glint + 1) * GOLDEN;
    const scatter = 2 * (own - Math.floor(own)) - 1;
    const drift = 0.06 * state.life * Math.sin((0.3 + 0.5 * (own % 1)) * state.timeS + 9 * own);
    const gathered = sway + road * scatter * Math.abs(scatter);
    const x = half * (state.harmony * gathered + (1 - state.harmony) * (0.45 * gathered + 0.55 * (0.95 * scatter + drift)));
    const flicker = 0.5 + 0.5 * Math.sin((0.6 + 0.5 * Math.abs(scatter)) * state.timeS * (1.2 - near) + 17 * own);
    const bright = (0.25 + 0.75 * state.life * (0.45 + 0.55 * state.rise)) * (0.35 + 0.65 * flicker) * (1 - 0.45 * Math.abs(scatter));
    const path = paths[Math.min(BRIGHTNESSES - 1, Math.floor(bright * BRIGHTNESSES))]!;
    const long = half * (0.02 + 0.11 * near) * (0.6 + 0.6 * flicker);
    path.moveTo(x - long, y);
    path.quadraticCurveTo(x, y - 2 * high, x + long, y);
    path.quadraticCurveTo(x, y + 2 * high, x - long, y);
  }
}
