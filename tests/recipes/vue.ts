// A live list of meeting rooms in Vue: an effect that asks again and again, and aborts when it is cleaned up.
import type { RoomkeyError, SConnectorClient, Session } from "roomkey";
import { defineComponent, h, type PropType, shallowRef, watchEffect } from "vue";

export const LiveRooms = defineComponent({
  props: {
    client: { type: Object as PropType<SConnectorClient>, required: true },
    everyMs: { type: Number, default: 10_000 },
  },

  setup(props) {
    const rooms = shallowRef<Session[]>([]);
    const problem = shallowRef<RoomkeyError>();

    watchEffect((onCleanup) => {
      const { client, everyMs } = props;
      const leaving = new AbortController();
      const { signal } = leaving;
      let timer: ReturnType<typeof setTimeout>;

      async function refresh() {
        try {
          const news = await client.listSessions({ signal });
          if (signal.aborted) return;
          rooms.value = news;
          problem.value = undefined;
        } catch (error) {
          if (signal.aborted) return;
          problem.value = error as RoomkeyError;
        }
        timer = setTimeout(refresh, everyMs);
      }

      refresh();
      onCleanup(() => {
        leaving.abort();
        clearTimeout(timer);
      });
    });

    return () => [
      problem.value && h("p", { role: "alert" }, problem.value.message),
      h(
        "ul",
        rooms.value.map(({ roomName, userCount }) => h("li", { key: roomName }, `${roomName}: ${userCount}`)),
      ),
    ];
  },
});
