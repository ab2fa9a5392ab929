/** What of it is used here. */
export class Mp4OutputFormat {
  constructor(options: { fastStart: "in-memory" });
}
export class WebMOutputFormat {}
export class BufferTarget {
  readonly buffer: ArrayBuffer | null;
}
export class Quality {
  constructor(level: "high");
}
export type Codec = "avc" | "vp9";
export function canEncodeVideo(
  codec: Codec,
  options: { width: number; height: number; quality: Quality },
): Promise<boolean>;
export class VideoSample {
  constructor(frame: VideoFrame, init: { timestamp: number; duration: number });
  close(): void;
}
export class VideoSampleSource {
  constructor(config: { codec: Codec; quality: Quality });
  /** Resolves when there is room for more. */
  add(sample: VideoSample): Promise<void>;
}
export class Output {
  constructor(options: { format: Mp4OutputFormat | WebMOutputFormat; target: BufferTarget });
  addVideoTrack(source: VideoSampleSource, metadata: { frameRate: number }): void;
  setMetadataTags(tags: { title: string; comment: string }): void;
  start(): Promise<void>;
  finalize(): Promise<void>;
  cancel(): Promise<void>;
}
