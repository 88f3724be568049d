import { ApiProperty } from '@nestjs/swagger';

/** A point of the picture. */
export class PointResponse {
  /** From the left. */
  x: number;

  /** From the top. */
  y: number;
}

/** A line of text in a box. */
export class ChartLineResponse extends PointResponse {
  /** The text. */
  text: string;

  /** Size of its letters. */
  size: number;

  /** How much it should stand out. */
  @ApiProperty({ enum: ['title', 'plain', 'muted'] })
  look: 'title' | 'plain' | 'muted';

  /** A status whose icon stands before it. */
  icon?: string;
}

/** How a step stands for one subject. */
export class ChartMarkResponse {
  /** Which child, shareholder …, from 1; 0 for a step of the case as a whole. */
  subject: number;

  /** How it stands, as a stable code; `awaited` is a wait that has begun. */
  status: string;

  /** The same in words, in the language asked for. */
  text: string;

  /** Its icon as an SVG path in a square of 12. */
  icon: string;
}

/** A step, or where the case begins or ends. */
export class ChartBoxResponse extends PointResponse {
  /** The step's id; `begin` and `end` are no steps. */
  id: string;

  /** What it is. */
  @ApiProperty({ enum: ['handler', 'task', 'wait', 'begin', 'end'] })
  kind: 'handler' | 'task' | 'wait' | 'begin' | 'end';

  /** Its width. */
  width: number;

  /** Its height. */
  height: number;

  /** Its texts, in their places from its upper left corner. */
  lines: ChartLineResponse[];

  /** Where its marks begin, from its top. */
  marksY: number;

  /** Everything that the box has no room for, a line each. */
  tip: string[];

  /** How it stands in the case asked for; none without one. */
  marks: ChartMarkResponse[];
}

/** The text beside an arrow, around its middle. */
export class ChartLabelResponse extends PointResponse {
  /** The text. */
  text: string;
}

/** What needs what. */
export class ChartArrowResponse {
  /** How what it comes from must have ended. */
  @ApiProperty({ enum: ['completed', 'everyCompleted', 'settled', 'end'] })
  how: 'completed' | 'everyCompleted' | 'settled' | 'end';

  /** Its corners. */
  points: PointResponse[];

  /** What stands beside it. */
  label?: ChartLabelResponse;
}

/** A life event as a picture, everything in its place, to be drawn by whoever asks. */
export class ChartResponse {
  /** The life event. */
  event: string;

  /** Its version: of the newest, or of the one that the case runs on. */
  version: number;

  /** Title in the language asked for. */
  title: string;

  /** Width of all. */
  width: number;

  /** Height of all. */
  height: number;

  /** The steps. */
  boxes: ChartBoxResponse[];

  /** What needs what. */
  arrows: ChartArrowResponse[];
}
