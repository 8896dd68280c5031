import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** What is shown in place of a view that failed. */
  readonly instead: (error: Error) => ReactNode;
  /** Told once for each failure; the log has the details that no screen shows. */
  readonly onFault: (error: Error) => void;
}

/** Keeps a fault in one view from ending the terminal, and its stack trace off the screen. */
export class FaultBoundary extends Component<Props, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error): void {
    this.props.onFault(error);
  }

  override render(): ReactNode {
    return this.state.error === undefined ? this.props.children : this.props.instead(this.state.error);
  }
}
