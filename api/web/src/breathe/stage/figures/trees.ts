/** Trees in wind: a small wood around a clearing.
 *
 * Apart, every tree bends in a wind of its own. The more they share, the more one slow wind goes through all of them. The
 * heart's rise fills the crowns with leaves and light, its fall thins them.
 */
import type { FigureState } from "../motion.ts";
import { between, type Colours, type Figure, paintGlow, rgba } from "./figure.ts";

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
const TREES: readonly Tree[] = [
  { x: -0.42, foot: 0.5, tall: 0.42, near: 0.05, own: 1.3 },
  { x: 0.4, foot: 0.5, tall: 0.4, near: 0.05, own: 4.1 },
  { x: 0.06, foot: 0.56, tall: 0.2, near: 0.1, own: 8.8 },
  { x: -0.7, foot: 0.62, tall: 0.62, near: 0.5, own: 2.6 },
  { x: 0.7, foot: 0.63, tall: 0.66, near: 0.55, own: 5.7 },
  { x: -0.3, foot: 0.74, tall: 0.24, near: 0.75, own: 7.2 },
  { x: 0.34, foot: 0.8, tall: 0.28, near: 0.9, own: 3.4 },
];

export const trees: Figure = (context, half, colours, state) => {
  context.fillStyle = rgba(colours.sky, 1);
  context.fillRect(-half, -half, 2 * half, 2 * half);
  paintGlow(context, half, colours.light, 0.4 + state.life * (0.15 + 0.45 * state.rise), 0.8 + 0.3 * state.rise);
  paintGround(context, half, colours);
  for (const tree of TREES) paintTree(context, half, colours, state, tree);
};

function paintGround(context: CanvasRenderingContext2D, half: number, colours: Colours): void {
  for (const [top, part] of [[GROUND - 0.1, 0.3], [GROUND + 0.06, 0.55], [GROUND + 0.2, 0.8]] as const) {
    context.beginPath();
    context.ellipse((part - 0.55) * half, (top + 0.9) * half, 1.5 * half, 0.9 * half, 0, 0, 2 * Math.PI);
    context.fillStyle = rgba(between(colours.sky, colours.near, part), 1);
    context.fill();
  }
}

function paintTree(context: CanvasRenderingContext2D, half: number, colours: Colours, state: FigureState, tree: Tree): void {
  const forks = tree.tall > TALL ? FORKS + 1 : FORKS;
  const depths = Array.from({ length: forks + 1 }, () => new Path2D());
  const tips: (readonly [number, number])[] = [];
  const trunk = 0.42 * tree.tall * half;
  grow(depths, tips, state, tree, { x: tree.x * half, y: tree.foot * half, angle: -Math.PI / 2, length: trunk, depth: forks });
  context.lineCap = "round";
  context.strokeStyle = rgba(between(between(colours.sky, colours.near, 0.5 + 0.5 * tree.near), colours.far, 0.12), 1);
  depths.forEach((path, depth) => {
    context.lineWidth = Math.max(1, 0.13 * trunk * THINNER ** (forks - depth));
    context.stroke(path);
  });
  paintLeaves(context, colours, state, tree, tips, trunk * THINNER ** (forks - 1));
}

/** Leaves in two layers, so that a crown is dense within and thin at its edge. */
function paintLeaves(
  context: CanvasRenderingContext2D,
  colours: Colours,
  { rise, life }: FigureState,
  tree: Tree,
  tips: readonly (readonly [number, number])[],
  twig: number,
): void {
  const full = life * rise + (1 - life) * 0.5;
  context.fillStyle = rgba(between(between(colours.sky, colours.near, 0.6 + 0.35 * tree.near), colours.light, 0.3 * full), 1);
  for (const [size, strength] of [[1.9 + 1.3 * full, 0.32], [1 + 0.9 * full, 0.5]] as const) {
    const path = new Path2D();
    for (const [x, y] of tips) {
      path.moveTo(x + size * twig, y);
      path.arc(x, y, size * twig, 0, 2 * Math.PI);
    }
    context.globalAlpha = strength;
    context.fill(path);
  }
  context.globalAlpha = 1;
}

interface Branch {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly length: number;
  readonly depth: number;
}

/** Add a branch and all that grow from it to the paths of their depths, and where the last ones end to the tips. */
function grow(depths: readonly Path2D[], tips: (readonly [number, number])[], state: FigureState, tree: Tree, branch: Branch): void {
  const { x, y, length, depth } = branch;
  const angle = branch.angle + wind(state, tree, depth);
  const [tipX, tipY] = [x + length * Math.cos(angle), y + length * Math.sin(angle)];
  depths[depth]!.moveTo(x, y);
  depths[depth]!.lineTo(tipX, tipY);
  if (depth <= 1) return void tips.push([tipX, tipY]);
  const spread = 0.42 + 0.08 * Math.sin(7 * tree.own + depth);
  const next = { x: tipX, y: tipY, length: THINNER * length, depth: depth - 1 };
  grow(depths, tips, state, tree, { ...next, angle: angle - spread });
  grow(depths, tips, state, tree, { ...next, angle: angle + 0.9 * spread });
}

/** How far the wind bends a branch: thin ones more, and all alike the more they share. */
function wind({ timeS, harmony, life }: FigureState, { x, own }: Tree, depth: number): number {
  const common = Math.sin(0.62 * timeS - 1.4 * x) + 0.35 * Math.sin(0.31 * timeS - 0.7 * x);
  const alone = Math.sin((0.7 + 0.13 * own) * timeS + 5 * own) + 0.7 * Math.sin((1.5 + 0.2 * own) * timeS + depth * own);
  return life * (0.02 + 0.016 * (FORKS + 1 - depth)) * (harmony * 1.3 * common + (1 - harmony) * alone);
}
