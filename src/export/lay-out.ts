import type { ElkExtendedEdge, ElkNode } from 'elkjs';
import type { LifeEvent } from '../core';
import type { Need } from '../core/definition';
import { layOutGraph } from './elk-thread';
import { widthOf } from './measure';
import { pill, stepBox, type Box, type Wording } from './picture-boxes';
import { word } from './picture-words';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedBox extends Box, Point {}

export interface Arrow {
  readonly how: Need['how'] | 'end';
  readonly points: readonly Point[];
  readonly label?: { readonly text: string } & Point;
}

/** A definition with everything in its place. */
export interface PlacedPicture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly Arrow[];
}

export const LABEL_SIZE = 11.5;

/** Always the same places for the same definition: the layout takes the order of the steps as it is written. */
const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '1',
  'elk.spacing.nodeNode': '24',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '40',
  'elk.layered.spacing.edgeNodeBetweenLayers': '16',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  // As early as its needs allow: what needs nobody stands first.
  'elk.layered.layering.strategy': 'LONGEST_PATH_SOURCE',
  'elk.edgeLabels.inline': 'true',
};

interface Link {
  readonly from: string;
  readonly to: string;
  readonly how: Arrow['how'];
}

/** Lays the steps out in the order of their needs, from the report down to where every matter has ended. */
export async function layOut(definition: LifeEvent, wording: Wording, marks: number): Promise<PlacedPicture> {
  const { language } = wording;
  const steps = Object.keys(definition.steps);
  const boxes = [
    pill('begin', word('report', language)),
    ...steps.map((id) => stepBox(definition, id, wording, marks)),
    pill('end', word('allEnded', language)),
  ];
  const links = linksOf(definition);
  const graph: ElkNode = {
    id: 'picture',
    layoutOptions: OPTIONS,
    children: boxes.map(({ id, width, height }) => ({ id, width, height })),
    edges: links.map((link, index) => edgeOf(link, index, wording)),
  };
  const laid = await layOutGraph(graph);
  const places = new Map((laid.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
  return {
    width: Math.ceil(laid.width ?? 0),
    height: Math.ceil(laid.height ?? 0),
    boxes: boxes.map((box) => ({ ...box, ...(places.get(box.id) ?? { x: 0, y: 0 }) })),
    arrows: (laid.edges ?? []).map((edge, index) => arrowOf(edge, links[index]?.how ?? 'completed')),
  };
}

function linksOf({ steps }: LifeEvent): Link[] {
  const needed = new Set(Object.values(steps).flatMap(({ needs }) => needs.map(({ step }) => step)));
  return Object.entries(steps).flatMap(([to, { needs }]): Link[] => [
    ...(needs.length === 0 ? [{ from: 'begin', to, how: 'completed' as const }] : []),
    ...needs.map(({ step, how }) => ({ from: step, to, how })),
    ...(needed.has(to) ? [] : [{ from: to, to: 'end', how: 'end' as const }]),
  ]);
}

function edgeOf({ from, to, how }: Link, index: number, { language }: Wording): ElkExtendedEdge {
  const text =
    how === 'settled' ? word('settled', language) : how === 'everyCompleted' ? word('everySubject', language) : '';
  const label = { id: `label${index}`, text, width: widthOf(text, LABEL_SIZE) + 8, height: LABEL_SIZE + 5 };
  return { id: `edge${index}`, sources: [from], targets: [to], ...(text === '' ? {} : { labels: [label] }) };
}

function arrowOf({ sections = [], labels = [] }: ElkExtendedEdge, how: Arrow['how']): Arrow {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const [label] = labels;
  if (label?.text === undefined) return { how, points };
  const { text, x = 0, y = 0, width = 0, height = 0 } = label;
  return { how, points, label: { text, x: x + width / 2, y: y + height / 2 } };
}
