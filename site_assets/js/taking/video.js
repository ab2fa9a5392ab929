/**
 * All steps as a video: the GIF, whose frames the browser takes apart and encodes, if it can.
 *
 * What writes the file is fetched with the first video.
 */

/** @typedef {"mp4" | "webm"} Container */

/**
 * How each container is written: its media type, how its frames are encoded, and an example of that as browsers
 * name it.
 * @type {Record<Container, { media: string, codec: import("../vendor/mediabunny/mediabunny.js").Codec, named: string }>}
 */
const CONTAINERS = {
  mp4: { media: "video/mp4", codec: "avc", named: "avc1.640028" },
  webm: { media: "video/webm", codec: "vp9", named: "vp09.00.40.08" },
};

/** Frames a second: a step lasts a second, and players do not like frames that last longer than others. */
const RATE = 5;

/** Microseconds that a frame lasts which is the only one. */
const STILL = 2_000_000;

/** The browser cannot encode frames of this size. */
export class TooLarge extends Error {
  /** @param {number} width @param {number} height */
  constructor(width, height) {
    super(`${width} × ${height}`);
    this.size = { width, height };
  }
}

/** The containers that this browser can fill. @returns {Promise<Container[]>} */
export async function containers() {
  if (!("ImageDecoder" in window && "VideoEncoder" in window)) return [];
  /** @type {Container[]} */
  const found = [];
  for (const [container, { named }] of Object.entries(CONTAINERS)) {
    const config = { codec: named, width: 1280, height: 720 };
    const { supported } = await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
    if (supported) found.push(/** @type {Container} */ (container));
  }
  return found;
}

/**
 * A video of an animation; nothing if it was given up.
 * @param {Uint8Array<ArrayBuffer>} gif
 * @param {Container} container
 * @param {{ title: string, comment: string }} tags  What it carries.
 * @param {AbortSignal} signal
 * @param {(part: number) => void} come  Told how far it has come.
 * @throws {TooLarge}
 */
export async function encoded(gif, container, tags, signal, come) {
  const {
    BufferTarget,
    canEncodeVideo,
    Mp4OutputFormat,
    Output,
    Quality,
    VideoSample,
    VideoSampleSource,
    WebMOutputFormat,
  } = await import("../vendor/mediabunny/mediabunny.js");
  const { codec, media } = CONTAINERS[container];
  const quality = new Quality("high");
  const decoder = new ImageDecoder({ data: gif, type: "image/gif" });
  await Promise.all([decoder.tracks.ready, decoder.completed]);
  const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
  const target = new BufferTarget();
  const format =
    container === "mp4" ? new Mp4OutputFormat({ fastStart: "in-memory" }) : new WebMOutputFormat();
  const output = new Output({ format, target });
  const source = new VideoSampleSource({ codec, quality });
  output.addVideoTrack(source, { frameRate: RATE });
  output.setMetadataTags(tags);
  await output.start();
  let finished = false;
  try {
    let frames = 0;
    for (let step = 0; step < count; step += 1) {
      const { image } = await decoder.decode({ frameIndex: step });
      try {
        const { codedWidth: width, codedHeight: height } = image;
        if (!step && !(await canEncodeVideo(codec, { width, height, quality })))
          throw new TooLarge(width, height);
        const until = frames + Math.round(((image.duration || STILL) / 1_000_000) * RATE);
        for (; frames < until; frames += 1) {
          // It closes its frame with itself.
          const sample = new VideoSample(image.clone(), { timestamp: frames / RATE, duration: 1 / RATE });
          await source.add(sample);
          sample.close();
        }
      } finally {
        image.close();
      }
      if (signal.aborted) break;
      come((step + 1) / count);
    }
    if (signal.aborted) return null;
    await output.finalize();
    finished = true;
    return new Blob([/** @type {ArrayBuffer} */ (target.buffer)], { type: media });
  } finally {
    decoder.close();
    if (!finished) await output.cancel();
  }
}
