/** The camera: a live picture in a video element, and one picture of it as JPEG. */

const QUALITY = 0.92;

export type Refusal = 'no-camera' | 'camera-denied';

export class Camera {
  private constructor(
    private readonly stream: MediaStream,
    private readonly video: HTMLVideoElement,
  ) {}

  /** Opens the camera that looks at the voter (`user`) or away (`environment`). */
  static async open(
    video: HTMLVideoElement,
    facing: 'user' | 'environment',
  ): Promise<Camera | Refusal> {
    if (!navigator.mediaDevices?.getUserMedia) return 'no-camera';
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        // No size is asked for: a browser that makes the picture fit would cut off a part of the
        // face, and any camera's own size is enough.
        video: { facingMode: facing },
      });
      video.srcObject = stream;
      // Not waited for: whoever stops the camera before stops this too.
      video.play().catch(() => undefined);
      return new Camera(stream, video);
    } catch (fault) {
      const denied = fault instanceof DOMException && fault.name === 'NotAllowedError';
      return denied ? 'camera-denied' : 'no-camera';
    }
  }

  /** One picture, as the camera sees it; nothing before the camera has seen anything. */
  async take(): Promise<Uint8Array | null> {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (width === 0) return null;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.drawImage(this.video, 0, 0);
    const blob = await new Promise<Blob | null>((resolve) =>
      canvas.toBlob(resolve, 'image/jpeg', QUALITY),
    );
    return blob && new Uint8Array(await blob.arrayBuffer());
  }

  stop(): void {
    this.stream.getTracks().forEach((track) => track.stop());
    // Another camera may have the place by now.
    if (this.video.srcObject === this.stream) this.video.srcObject = null;
  }
}
