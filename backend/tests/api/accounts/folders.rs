//! The archive and folders: which chats a list holds.

use chrono::TimeDelta;
use openapi::chats::{Chat, Folder};
use sandbox::{ChatRef, Draft, Folder as Made, FolderRule};
use serde_json::json;

use super::inbox::Talk;
use crate::harness::PATIENCE;

fn made(id: i32, title: &str, rules: &[FolderRule]) -> Made {
    Made { id, title: title.to_owned(), rules: rules.to_vec(), ..Made::default() }
}

impl Talk {
    async fn titles(&self, query: &str) -> Vec<String> {
        let client = self.desk.app.client(&self.desk.app.owner);
        let chats: Vec<Chat> = client.get(&format!("/accounts/chats?{query}")).await.items();
        let mut titles: Vec<_> = chats.into_iter().map(|chat| chat.title).collect();
        titles.sort();
        titles
    }

    async fn of_folder(&self, id: i32) -> Vec<String> {
        self.titles(&format!("account_id={}&folder={id}", self.desk.account.id)).await
    }

    async fn folders(&self) -> Vec<Folder> {
        let path = format!("/accounts/{}/folders", self.desk.account.id);
        self.desk.app.client(&self.desk.app.owner).get(&path).await.items()
    }

    /// Makes a folder on another device, and waits until it is known here.
    async fn folder(&self, made: Made) {
        let mut wakes = self.hears.bus.listen();
        self.desk.app.sandbox.keep_folder(self.desk.person, &made);
        let known = async {
            while !self.folders().await.iter().any(|folder| folder.title == made.title) {
                let _ = wakes.recv().await;
            }
        };
        tokio::time::timeout(PATIENCE, known).await.expect("the folder is known");
    }
}

#[tokio::test]
async fn the_archive_is_a_list_of_its_own() {
    let (talk, _node, chat) = Talk::listed().await;
    let all = ["Boris Petrov"];
    assert_eq!(talk.titles("archived=false").await, all);
    assert_eq!(talk.titles("archived=true").await, Vec::<String>::new());
    talk.update_dialog(&chat, json!({ "archived": true })).await.ok::<Chat>();
    assert_eq!(talk.titles("archived=true").await, all);
    assert_eq!(talk.titles("archived=false").await, Vec::<String>::new());
    assert_eq!(talk.titles("").await, all);
}

#[tokio::test]
async fn a_folder_holds_what_it_names_and_what_is_of_its_kinds() {
    let (talk, _node, _) = Talk::listed().await;
    let (sandbox, me) = (&talk.desk.app.sandbox, talk.desk.person);
    let group = sandbox.add_supergroup("North yard", talk.friend, None);
    sandbox.join(me, group);
    sandbox.write(talk.friend, group, Draft::text("Hello"));
    let stranger = sandbox.add_person("Vera", None, None);
    sandbox.write(stranger, ChatRef::private(stranger, me), Draft::text("Hello"));
    talk.listing(|chats| chats.len() == 3).await;

    let none = Vec::<String>::new();
    talk.folder(made(2, "Groups", &[FolderRule::Groups])).await;
    assert_eq!(talk.of_folder(2).await, ["North yard"]);
    let include = vec![ChatRef::private(stranger, me)];
    talk.folder(Made { include, ..made(3, "People", &[FolderRule::Contacts]) }).await;
    assert_eq!(talk.of_folder(3).await, ["Vera"]);
    let new = json!({ "phone": "+15550001002", "first_name": "Boris", "last_name": "Petrov" });
    talk.desk.post("contacts", new).await.ok::<openapi::chats::FoundPeer>();
    assert_eq!(talk.of_folder(3).await, ["Boris Petrov", "Vera"]);
    let exclude = vec![talk.chat];
    talk.folder(Made { exclude, ..made(3, "Others", &[FolderRule::Contacts]) }).await;
    assert_eq!(talk.of_folder(3).await, none);
    talk.folder(made(4, "New", &[FolderRule::Groups, FolderRule::NoRead])).await;
    assert_eq!(talk.of_folder(4).await, ["North yard"]);
    talk.folder(made(5, "Neither", &[FolderRule::Bots, FolderRule::Channels])).await;
    assert_eq!(talk.of_folder(5).await, none);
    sandbox.read(me, group);
    let read = |chat: &Chat| chat.dialog.as_ref().is_some_and(|dialog| dialog.unread == 0);
    talk.listing(|chats| chats.iter().any(read)).await;
    assert_eq!(talk.of_folder(4).await, none);
    let titles: Vec<_> = talk.folders().await.into_iter().map(|folder| folder.title).collect();
    assert_eq!(titles, ["Groups", "Others", "New", "Neither"]);
}

#[tokio::test]
async fn folders_are_there_from_the_start_and_are_of_one_account() {
    let talk = Talk::new().await;
    let loud = made(2, "Loud", &[FolderRule::NonContacts, FolderRule::NoMuted, FolderRule::NoArchived]);
    talk.desk.app.sandbox.keep_folder(talk.desk.person, &loud);
    talk.write("Hello");
    let _node = talk.desk.app.supervise();
    talk.desk.live().await;
    let chat = talk.listing(|chats| chats[0].dialog.is_some()).await.remove(0);
    talk.folder(made(3, "Second", &[])).await;
    assert_eq!(talk.folders().await.len(), 2);
    let (of_folder, none) = (["Boris Petrov"], Vec::<String>::new());
    assert_eq!(talk.of_folder(2).await, of_folder);
    let muted = talk.desk.app.state.clock.now() + TimeDelta::seconds(5);
    talk.update_dialog(&chat, json!({ "muted_until": muted })).await.ok::<Chat>();
    assert_eq!(talk.of_folder(2).await, none);
    talk.desk.app.state.clock.advance(std::time::Duration::from_secs(6));
    assert_eq!(talk.of_folder(2).await, of_folder);
    talk.update_dialog(&chat, json!({ "archived": true })).await.ok::<Chat>();
    assert_eq!(talk.of_folder(2).await, none);

    let client = talk.desk.app.client(&talk.desk.app.owner);
    let answer = client.get("/accounts/chats?folder=2").await;
    assert_eq!(answer.status, 422, "{answer}");
    let answer = client.get(&format!("/accounts/chats?folder=9&account_id={}", talk.desk.account.id)).await;
    assert_eq!(answer.status, 404, "{answer}");
}
