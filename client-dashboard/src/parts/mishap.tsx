import { Component, type ReactNode } from "react";
import { told } from "../words.ts";
import { Notice } from "./small.tsx";

/** What is shown where a view cannot be: a part of the page that is gone, as after an update, or a mistake of ours. */
export class Mishap extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: null as unknown };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Notice kind="error">
        This view cannot be shown: {told(error)}.{" "}
        <button type="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      </Notice>
    );
  }
}
