import type { LifeEvent } from '../core';
import { MOST_ROWS, placesOf, type Position } from './export-svg';
import type { PlacedBox, PlacedPicture } from './lay-out';
import type { Wording } from './picture-boxes';
import { statuses, type PictureStatus } from './picture-words';

/** How a step stands for one subject, 0 for the case as a whole, in words and with its icon in a square of 12. */
export interface PlacedMark {
  readonly subject: number;
  readonly status: PictureStatus;
  readonly text: string;
  readonly icon: string;
}

export interface MarkedPicture extends Omit<PlacedPicture, 'boxes'> {
  readonly boxes: readonly (PlacedBox & { readonly marks: readonly PlacedMark[] })[];
}

/** The picture of a definition as places and words, for whoever draws it himself. */
export async function exportPlaces(
  definition: LifeEvent,
  wording: Wording,
  position?: Position,
): Promise<MarkedPicture> {
  const rows = position === undefined ? 0 : Math.min(position.subjects, MOST_ROWS);
  const picture = await placesOf(definition, wording, rows);
  const marksOf = (id: string): PlacedMark[] =>
    (position?.marks.get(id) ?? []).map(({ subject, status }) => {
      const { text, icon } = statuses[status];
      return { subject, status, text: text[wording.language], icon };
    });
  return { ...picture, boxes: picture.boxes.map((box) => ({ ...box, marks: marksOf(box.id) })) };
}
