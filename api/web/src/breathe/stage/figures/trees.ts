/** Trees in wind: a small wood around a clearing.
 *
 * Apart, every tree bends in a wind of its own. The more they share, the more one slow wind goes through all of them. The
 * heart's rise fills the crowns with leaves and light, its fall thins them.
 */
import type { FigureState } from "../motion.ts";
import { between, type Brush, type Colour, type Colours, drawGlow, type Figure, layerOf, paintLayer, type Place, rgba } from "./figure.ts";

interface Tree {
  readonly x: number;
  readonly foot: number;
  readonly tall: number;
  /** 0 far, 1 near. */
  readonly near: number;
  readonly own: number;
}

/** How often the branches of a tree fork. */
const FORKS = 4;
/** Near and tall trees fork once more. */
const TALL = 0.6;
const THINNER = 0.76;
const GROUND = 0.62;
/** At night the wood stands darker before its light. */
const NIGHT = 0.6;
const TREES: readonly Tree[] = [
  { x: -0.42, foot: 0.5, tall: 0.42, near: 0.05, own: 1.3 },
  { x: 0.4, foot: 0.5, tall: 0.4, near: 0.05, own: 4.1 },
  { x: 0.06, foot: 0.56, tall: 0.2, near: 0.1, own: 8.8 },
  { x: -0.7, foot: 0.62, tall: 0.62, near: 0.5, own: 2.6 },
  { x: 0.7, foot: 0.63, tall: 0.66, near: 0.55, own: 5.7 },
  { x: -0.3, foot: 0.74, tall: 0.24, near: 0.75, own: 7.2 },
  { x: 0.34, foot: 0.8, tall: 0.28, near: 0.9, own: 3.4 },
];

export const trees: Figure = (place) => {
  const { half, colours } = place;
  const back = layerOf(place, (brush) => {
    brush.fillStyle = rgba(colours.sky, 1);
    brush.fillRect(-half, -half, 2 * half, 2 * half);
    drawGround(brush, place);
  });
  const glow = layerOf(place, (brush) => {
    drawGlow(brush, place, colours.light);
    brush.globalCompositeOperation = "destination-out"; // the light is behind the hills
    drawGround(brush, place);
  });
  const wood = TREES.map((tree) => ({ tree, bark: barkOf(place, tree) }));
  return (brush, state) => {
    paintLayer(brush, back);
    paintLayer(brush, glow, 0.45 + state.life * (0.15 + 0.45 * state.rise));
    for (const { tree, bark } of wood) paintTree(brush, place, state, tree, bark);
  };
};

/** The colour of what is so far from the sky's, 0 to 1. */
function shade({ sky, near, isDark }: Colours, part: number): Colour {
  return between(sky, near, isDark ? NIGHT * part : part);
}

function drawGround(brush: Brush, { half, colours }: Place): void {
  for (const [top, part] of [[GROUND - 0.1, 0.3], [GROUND + 0.06, 0.55], [GROUND + 0.2, 0.8]] as const) {
    brush.beginPath();
    brush.ellipse((part - 0.55) * half, (top + 0.9) * half, 1.5 * half, 0.9 * half, 0, 0, 2 * Math.PI);
    brush.fillStyle = rgba(shade(colours, part), 1);
    brush.fill();
  }
}

function barkOf({ colours }: Place, { near }: Tree): Colour {
  return between(shade(colours, 0.5 + 0.5 * near), colours.far, 0.12);
}

function paintTree(brush: Brush, place: Place, state: FigureState, tree: Tree, bark: Colour): void {
  const { half } = place;
  const forks = tree.tall > TALL ? FORKS + 1 : FORKS;
  const trunk = 0.42 * tree.tall * half;
  const growth: Growth = { tree, bends: bendsOf(state, tree, forks), wood: new Path2D(), lastForks: [] };
  grow(growth, tree.x * half, tree.foot * half, -Math.PI / 2, trunk, 0.14 * trunk, forks);
  brush.fillStyle = rgba(bark, 1);
  brush.fill(growth.wood);
  paintLeaves(brush, place, state, tree, growth.lastForks, trunk * THINNER ** (forks - 1));
}

/** Leaves in two layers, so that a crown is dense within and thin at its edge. */
function paintLeaves(brush: Brush, { colours }: Place, { rise, life }: FigureState, tree: Tree, forks: readonly Fork[], twig: number): void {
  const full = life * rise + (1 - life) * 0.5;
  brush.fillStyle = rgba(between(shade(colours, 0.6 + 0.35 * tree.near), colours.light, 0.3 * full), 1);
  for (const [size, strength] of [[2.2 + 1.3 * full, 0.32], [1.4 + 0.9 * full, 0.5]] as const) {
    const leaves = new Path2D();
    for (const [x, y] of forks) {
      leaves.moveTo(x + size * twig, y);
      leaves.arc(x, y, size * twig, 0, 2 * Math.PI);
    }
    brush.globalAlpha = strength;
    brush.fill(leaves);
  }
  brush.globalAlpha = 1;
}

/** The middle of two twigs: a clump of leaves for both, since a clump is what costs most. */
type Fork = readonly [number, number];

/** A tree as it grows in one frame. */
interface Growth {
  readonly tree: Tree;
  /** How far the wind bends the branches of each depth. */
  readonly bends: readonly number[];
  readonly wood: Path2D;
  readonly lastForks: Fork[];
}

/** Add a branch, narrower at its end, and all that grow from it. */
function grow(growth: Growth, x: number, y: number, towards: number, length: number, width: number, depth: number): void {
  const angle = towards + growth.bends[depth]!;
  const [across, down] = [Math.cos(angle), Math.sin(angle)];
  const [tipX, tipY] = [x + length * across, y + length * down];
  addBranch(growth.wood, x - 0.3 * width * across, y - 0.3 * width * down, tipX, tipY, width, across, down);
  if (depth === 2) growth.lastForks.push([tipX + 0.5 * THINNER * length * across, tipY + 0.5 * THINNER * length * down]);
  if (depth === 1) return;
  const spread = 0.42 + 0.08 * Math.sin(7 * growth.tree.own + depth);
  grow(growth, tipX, tipY, angle - spread, THINNER * length, THINNER * width, depth - 1);
  grow(growth, tipX, tipY, angle + 0.9 * spread, THINNER * length, THINNER * width, depth - 1);
}

function addBranch(wood: Path2D, x: number, y: number, tipX: number, tipY: number, width: number, across: number, down: number): void {
  const [foot, tip] = [Math.max(1, width) / 2, Math.max(1, THINNER * width) / 2];
  wood.moveTo(x - foot * down, y + foot * across);
  wood.lineTo(tipX - tip * down, tipY + tip * across);
  wood.lineTo(tipX + tip * down, tipY - tip * across);
  wood.lineTo(x + foot * down, y - foot * across);
  wood.closePath();
}

/** How far the wind bends the branches of each depth: thin ones more, and all trees alike the more they share. */
function bendsOf({ timeS, harmony, life }: FigureState, { x, own }: Tree, forks: number): readonly number[] {
  const common = Math.sin(0.62 * timeS - 1.4 * x) + 0.35 * Math.sin(0.31 * timeS - 0.7 * x);
  return Array.from({ length: forks + 1 }, (_, depth) => {
    const alone = Math.sin((0.7 + 0.13 * own) * timeS + 5 * own) + 0.7 * Math.sin((1.5 + 0.2 * own) * timeS + depth * own);
    return life * (0.02 + 0.016 * (FORKS + 1 - depth)) * (harmony * 1.3 * common + (1 - harmony) * alone);
  });
}
