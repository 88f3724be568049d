/** Reads how far cases have come. */
export interface CaseVersions {
  /** The sequence number of the newest history row of each case; cases that are not there are left out. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** Somebody who follows a case. */
export interface CaseFollower {
  /** The case stands at another version than the one last told; several moves in a moment are told as one. */
  changed(version: number): void;
  /** Nothing more will be told. */
  ended(): void;
}

/** A change is told after so long at most, and the time of one look. */
const LOOK_MS = 500;

interface Following {
  readonly follower: CaseFollower;
  told: number | undefined;
}

/**
 * Tells whoever follows a case that it has moved.
 *
 * 1. The path of a case knows nothing of it: one statement a look asks for every case that is followed.
 * 2. While nobody follows anything, nothing is asked.
 * 3. A look that fails is followed by the next: a follower is told late, never wrongly.
 */
export class LiveCases {
  private readonly followed = new Map<string, Set<Following>>();
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly versions: CaseVersions,
    private readonly onFailed: (error: unknown) => void = () => undefined,
  ) {}

  /**
   * Tells the version at once, unless it is the one that is known already, and every later one. Gives back how to stop;
   * after `stop` the follower is told nothing but that it has ended.
   */
  follow(id: string, known: number | undefined, follower: CaseFollower): () => void {
    if (this.isStopped) {
      follower.ended();
      return () => undefined;
    }
    const following: Following = { follower, told: known };
    const others = this.followed.get(id) ?? new Set();
    this.followed.set(id, others.add(following));
    this.timer ??= setTimeout(() => void this.look(), 0);
    return () => {
      others.delete(following);
      if (others.size === 0 && this.followed.get(id) === others) this.followed.delete(id);
    };
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    const left = [...this.followed.values()].flatMap((followings) => [...followings]);
    this.followed.clear();
    for (const { follower } of left) follower.ended();
  }

  private async look(): Promise<void> {
    try {
      const versions = await this.versions.read([...this.followed.keys()]);
      for (const [id, version] of versions) this.tell(id, version);
    } catch (error) {
      this.onFailed(error);
    }
    const goesOn = !this.isStopped && this.followed.size > 0;
    this.timer = goesOn ? setTimeout(() => void this.look(), LOOK_MS) : undefined;
  }

  private tell(id: string, version: number): void {
    for (const following of this.followed.get(id) ?? []) {
      if (following.told === version) continue;
      following.told = version;
      following.follower.changed(version);
    }
  }
}
