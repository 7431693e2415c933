// A live list of meeting rooms in React: an effect that asks again and again, and aborts when it is cleaned up.
import { useEffect, useState } from "react";
import type { RoomkeyError, SConnectorClient, Session } from "roomkey";

interface Props {
  client: SConnectorClient;
  everyMs?: number;
}

export function LiveRooms({ client, everyMs = 10_000 }: Props) {
  const [rooms, setRooms] = useState<Session[]>([]);
  const [problem, setProblem] = useState<RoomkeyError>();

  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let timer: ReturnType<typeof setTimeout>;

    async function refresh() {
      try {
        const news = await client.listSessions({ signal });
        if (signal.aborted) return;
        setRooms(news);
        setProblem(undefined);
      } catch (error) {
        if (signal.aborted) return;
        setProblem(error as RoomkeyError);
      }
      timer = setTimeout(refresh, everyMs);
    }

    refresh();
    return () => {
      leaving.abort();
      clearTimeout(timer);
    };
  }, [client, everyMs]);

  return (
    <>
      {problem && <p role="alert">{problem.message}</p>}
      <ul>
        {rooms.map(({ roomName, userCount }) => (
          <li key={roomName}>{`${roomName}: ${userCount}`}</li>
        ))}
      </ul>
    </>
  );
}
